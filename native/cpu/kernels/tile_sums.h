// Sums of products in tile registers, for pieces of a matrix that may be cut off at its edges.
#pragma once
#include "cpu/kernels/amx.h"

#if TS_LEVEL_amx

namespace {

// Where a piece of at most kPair rows and columns of sums stands.
struct Place {
  float* at;
  int64_t stride;
};

// The sums of a piece after `blocks` blocks: those that stand `from` there, or nothing, and the products.
template <int Strips, class Meanwhile>
TS_INLINE void sums(Place from, Place to, bool accumulate, Operand left, Operand right, int32_t blocks, Meanwhile meanwhile) {
  wrote_for_tiles();
  if (accumulate) {
    load_sums<Strips>(from.at, from.stride);
  } else {
    zero_sums<Strips>();
  }
  run<Strips>(left, right, blocks, meanwhile);
  store_sums<Strips>(to.at, to.stride);
}

// The same where not all columns or not all rows of the last strip are there; `aside` is [kPair][kPair].
inline void take_part(Place from, int32_t rows, int32_t columns, float* aside) {
  memset(aside, 0, kPair * kPair * sizeof(float));
  for (int32_t m = 0; m < rows; m++) {
    for (int32_t n = 0; n < columns; n += L) store(aside + m * kPair + n, load_n(from.at + m * from.stride + n, columns - n));
  }
}
inline void put_part(const float* aside, int32_t rows, int32_t columns, Place to) {
  for (int32_t m = 0; m < rows; m++) {
    for (int32_t n = 0; n < columns; n += L) store_n(to.at + m * to.stride + n, load(aside + m * kPair + n), columns - n);
  }
}

template <class Meanwhile>
TS_INLINE void piece_sums(Place from, Place to, bool accumulate, int32_t rows, int32_t columns, Operand left, Operand right,
                          int32_t blocks, float* aside, Meanwhile meanwhile) {
  const bool whole = rows % kEdge == 0 && columns == kPair;
  const bool take = !whole && from.at != aside && accumulate, put = !whole && to.at != aside;
  if (take) take_part(from, rows, columns, aside);
  const Place first = take ? Place{aside, kPair} : from, last = put ? Place{aside, kPair} : to;
  if (rows > kEdge) {
    sums<2>(first, last, accumulate, left, right, blocks, meanwhile);
  } else {
    sums<1>(first, last, accumulate, left, right, blocks, meanwhile);
  }
  if (put) put_part(aside, rows, columns, to);
}

}  // namespace

#endif
