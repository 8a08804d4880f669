// Whether a request was made by our own pages, as the browser says it. What stands against requests that
// another site's page makes with the cookies of whoever looks at it.
#pragma once

#include "guatu/http/message.h"

namespace guatu::http {

/// `Sec-Fetch-Site` counts; from browsers and over connections that send none, `Origin` against the host of
/// the request. A page cannot set either.
/// @param is_needed  refused too when the browser says nothing: nothing but its cookies speaks for it
/// @errors http.cross_origin
/// Source: W3C Fetch Metadata Request Headers; OWASP, Cross-Site Request Forgery Prevention.
Result<void> check_same_origin(const Request& request, bool is_needed);

}  // namespace guatu::http
