// A step of decoding of a transformer of 128 numbers and more as one launch, by clusters of blocks that run at the same time
// and write to one another's shared memory. A cluster has some rows and shares out all that is computed for them: every block
// makes some of each product's results, 64 at a time, and attends with some of the heads, and sends what it has made to all.
//
// Half of a block's warps do nothing but bring weights and cached keys and values, which no result decides: they go through a
// ring in the order in which they are used, as far ahead as there is room, past the ends of products and of layers.
//
// Every sum is formed in the order of the operations' own kernels.
#pragma once
#include "cuda/decoding_step.h"
#include "cuda/operation.h"

namespace ts::cuda {

constexpr int32_t kClusterRows = 8;  // at most, of a cluster: the columns of a product

struct ClusterPlan {
  int32_t blocks;      // of a cluster; 0: the step is not such a one
  int32_t rows, each;  // in all; of a cluster
  int32_t stages;      // of the ring
  // Where a block has what; bytes. The rows between two layers · what norms make of them, in panels · queries, keys and values ·
  // mixtures, in panels · what attention and the MLP add · the MLP's middle, in panels · a query of a wide head · results that
  // are about to be sent · scores · the ring · barriers.
  int32_t stream, normed, qkv, mixed, added[2], middle, query, staging, scores, ring, barriers;
};

ClusterPlan plan_cluster_step(ts_context* context, const DecodingStep& step, int32_t rows);
ts_status launch_cluster_step(ts_context* context, const DecodingStep& step, const ClusterPlan& plan);

}  // namespace ts::cuda
