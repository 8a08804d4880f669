// What the store throws becomes what its callers are answered, in one place for all of its files.
#pragma once

#include <new>

#include "guatu/kernel/ports.h"

namespace guatu::store::sqlite {

/// The Result of `f`, or the error of what it threw. @errors those of StoreFailure; store.no_memory
template <class F>
auto guarded(F&& f) -> decltype(f()) {
  try {
    return f();
  } catch (const kernel::StoreFailure& e) {
    return e.error;
  } catch (const std::bad_alloc&) {
    return Error("store.no_memory");
  }
}

}  // namespace guatu::store::sqlite
