// The program. Everything it does stands in cli.h, so that tests do it too.
#include <iostream>

#include "guatu/cli.h"

int main(int argc, char** argv) {
  std::ios::sync_with_stdio(false);
  return guatu::app::run(argc, argv, std::cout, std::cerr, std::cin);
}
