// A strict JSON reader (RFC 8259) for documents that nobody vouches for: bounded depth and size, no duplicate keys,
// no trailing text, errors with the byte they stand at.
#pragma once
#include <string>
#include <string_view>
#include <utility>
#include <vector>

namespace tinystories {

class Json {
 public:
  enum class Kind { null, boolean, number, string, array, object };

  // Throws Failure INVALID_ARGUMENT; `what` names the text in messages.
  static Json parse(std::string_view text, const std::string& what);

  Kind kind = Kind::null;
  bool boolean = false;
  double number = 0;
  std::string string;
  std::vector<Json> array;
  std::vector<std::pair<std::string, Json>> object;

  // The member of that name, or null.
  const Json* find(std::string_view key) const;
  const char* kind_name() const;
};

}  // namespace tinystories
