// Native failures as JavaScript errors. lib/runtime/native.ts hands over a factory, so that what is thrown here is
// already of the class that lib/runtime/errors.ts defines for its code.
#pragma once
#include <napi.h>

#include <string>

#include "program/failure.h"

namespace tinystories {

// An error value of `code`, not thrown yet.
Napi::Value make_error(Napi::Env env, const char* code, const std::string& message);

// Throws it as a C++ exception; node-addon-api hands it to JavaScript.
[[noreturn]] void throw_error(Napi::Env env, const char* code, const std::string& message);

// A promise that is rejected already: calls that return promises never throw.
Napi::Promise rejected(Napi::Env env, const char* code, const std::string& message);

// Runs `body` and turns a Failure, a lack of memory or whatever else the C++ library throws into a thrown JavaScript
// error: an exception of another kind that reached Node would end the process.
template <typename Body>
auto guarded(Napi::Env env, Body&& body) -> decltype(body()) {
  try {
    return body();
  } catch (const Failure& failure) {
    throw_error(env, failure.code(), failure.message());
  } catch (const std::bad_alloc&) {
    throw_error(env, "OUT_OF_MEMORY", "the process has no memory left for this call");
  } catch (const Napi::Error&) {
    throw;
  } catch (const std::exception& error) {
    throw_error(env, "NATIVE", error.what());
  }
}

// The same for calls that return a promise.
template <typename Body>
Napi::Value guarded_promise(Napi::Env env, Body&& body) {
  try {
    return body();
  } catch (const Failure& failure) {
    return rejected(env, failure.code(), failure.message());
  } catch (const std::bad_alloc&) {
    return rejected(env, "OUT_OF_MEMORY", "the process has no memory left for this call");
  } catch (const Napi::Error& error) {
    auto deferred = Napi::Promise::Deferred::New(env);
    deferred.Reject(error.Value());
    return deferred.Promise();
  } catch (const std::exception& error) {
    return rejected(env, "NATIVE", error.what());
  }
}

}  // namespace tinystories
