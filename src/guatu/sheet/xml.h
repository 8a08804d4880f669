// XML as a stream of events, over Expat. A document type is refused, so that there are no entities but the
// five.
#pragma once

#include <functional>
#include <map>
#include <memory>
#include <string>
#include <string_view>

#include "guatu/base/result.h"

namespace guatu::sheet {

/// Names without prefixes: `x:row` is `row`.
class XmlHandler {
 public:
  using Attributes = std::map<std::string, std::string, std::less<>>;
  virtual ~XmlHandler() = default;
  virtual void start(std::string_view name, const Attributes& attributes) = 0;
  virtual void end(std::string_view name) = 0;
  virtual void text(std::string_view text) = 0;
  /// Asked after each event: true ends the reading, without an error.
  virtual bool is_done() const { return false; }
};

class XmlParser {
 public:
  explicit XmlParser(XmlHandler& handler);
  ~XmlParser();
  XmlParser(const XmlParser&) = delete;
  XmlParser& operator=(const XmlParser&) = delete;
  /// False: no more is needed, or it is damaged; finish() says which.
  bool feed(std::string_view piece);
  /// @errors sheet.damaged (arg `detail`)
  Result<void> finish();

 private:
  struct Inside;
  std::unique_ptr<Inside> inside_;
};

}  // namespace guatu::sheet
