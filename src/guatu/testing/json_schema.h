// Checks JSON against schemas of an OpenAPI description, for the words that ours uses: type, properties,
// required, additionalProperties, items, enum, const, minimum, maximum, minLength, maxLength, maxItems,
// minProperties, pattern, oneOf and $ref into the same document. A word that it does not know is a failure,
// so that no rule of the description goes unchecked. `format` and what explains are passed over.
#pragma once

#include <boost/json.hpp>
#include <string>
#include <string_view>

#include "guatu/base/yaml.h"

namespace guatu::testing {

class JsonSchemas {
 public:
  /// @param document  the whole description; must outlive it
  explicit JsonSchemas(const YamlNode& document) : document_(document) {}

  /// What is wrong first, with a JSON pointer to it; empty when `value` fits.
  std::string problem(const YamlNode& schema, const boost::json::value& value,
                      const std::string& at = "") const;
  /// A node of the document by `#/components/…`, through further references; stops the test program when
  /// there is none.
  const YamlNode& resolved(const YamlNode& node) const;

 private:
  std::string of_object(const YamlNode& schema, const boost::json::object& value,
                        const std::string& at) const;
  std::string of_array(const YamlNode& schema, const boost::json::array& value, const std::string& at) const;
  std::string of_scalar(const YamlNode& schema, const boost::json::value& value, const std::string& at) const;
  std::string of_words(const YamlNode& schema, const boost::json::value& value, const std::string& at) const;

  const YamlNode& document_;
};

}  // namespace guatu::testing
