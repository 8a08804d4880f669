// What is thrown below the desk becomes its answer. Internal to desk*.cpp.
#pragma once

#include <new>
#include <system_error>

#include "guatu/kernel/ledger/desk.h"

namespace guatu::kernel {

template <class F>
auto Desk::guarded(F&& f) -> decltype(f()) {
  try {
    try {
      return f();
    } catch (const StoreFailure& e) {
      return e.error;
    }
  } catch (const std::bad_alloc&) {
    return no_memory();
  } catch (const std::system_error&) {
    return no_memory();  // No thread, no lock: the system lacks what memory it takes.
  }
}

}  // namespace guatu::kernel
