// The templates of an installation: the files of its folders, read again when they changed, so that an office
// sees what it edited without a restart. Safe from any thread.
#pragma once

#include <map>
#include <memory>
#include <mutex>
#include <string>
#include <vector>

#include "guatu/paper/template.h"

namespace guatu::paper {

class Library {
 public:
  /// @param folders  of `*.yaml`; a later one has its own paper instead of one of the same id before. Those
  ///                 that are not there have none.
  explicit Library(std::vector<std::string> folders) : folders_(std::move(folders)) {}

  struct Content {
    std::vector<std::shared_ptr<const Template>> papers;  ///< by id
    Problems problems;                                    ///< of files that are not sound; they have no paper
    const Template* find(const std::string& id) const;
  };
  /// As the files are now. @errors in `problems`: cli.no_file, yaml.*, playbook.*, paper.*
  std::shared_ptr<const Content> content();

 private:
  struct Stamp {
    std::string file;
    std::int64_t changed = 0;
    std::uintmax_t bytes = 0;
    bool operator==(const Stamp&) const = default;
  };
  std::vector<Stamp> stamps() const;

  std::vector<std::string> folders_;
  std::mutex mutex_;
  std::vector<Stamp> read_;
  std::shared_ptr<const Content> content_;
};

}  // namespace guatu::paper
