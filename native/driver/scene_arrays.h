// Random contents of a scene's arrays.
#pragma once
#include "driver/side.h"

namespace tinystories::driver {

inline void activations(Scene& s, Random& random, const std::string& name, int64_t count, float scale = 1) {
  Array& array = s.arrays[name];
  array.kind = Kind::activation;
  array.reals.resize(size_t(count));
  for (float& value : array.reals) value = rounded(random.between(-scale, scale));
}
inline void reals(Scene& s, Random& random, const std::string& name, int64_t count, float low, float high) {
  Array& array = s.arrays[name];
  array.kind = Kind::real;
  array.reals.resize(size_t(count));
  for (float& value : array.reals) value = random.between(low, high);
}
inline void output(Scene& s, const std::string& name, int64_t count, Kind kind = Kind::activation, float start = 0.5f) {
  Array& array = s.arrays[name];
  array.kind = kind;
  array.reals.assign(size_t(count), start);
  array.compared = true;
}
inline void parameter(Scene& s, Random& random, const std::string& name, int64_t count, float scale) {
  std::vector<float>& values = s.parameters[name];
  values.resize(size_t(count));
  for (float& value : values) value = rounded(random.between(-scale, scale));
}

inline void tokens(Scene& s, Random& random, const std::string& name, int32_t rows, int32_t vocab) {
  Array& array = s.arrays[name];
  array.kind = Kind::integer;
  for (int32_t i = 0; i < rows; ++i) {
    // As in text: few tokens are most of it.
    float u = random.between(0, 1);
    array.integers.push_back(int32_t(u * u * u * float(vocab)));
  }
}

}  // namespace tinystories::driver
