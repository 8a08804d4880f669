#include "guatu/http/json_body.h"

namespace guatu::http {

Result<json::value> json_body(const Request& request) {
  const auto type = request.headers.get("Content-Type");
  const auto media = trim(type.substr(0, type.find(';')));
  const bool is_json = same_name(media, "application/json") ||
                       (media.size() > 5 && same_name(media.substr(media.size() - 5), "+json"));
  if (!is_json)
    return Error("http.media_type", "",
                 {{"expected", "application/json"}, {"got", std::string(media.substr(0, 60))}});
  return parse_json(request.body);
}

}  // namespace guatu::http
