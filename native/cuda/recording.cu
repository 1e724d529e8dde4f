// Steps that come again as CUDA graphs: the first time they run as they are (so that everything they need is there),
// the second time they are recorded, and from then on one launch replays them. A step of decoding may be recorded as a
// kernel that interprets a list of its operations; the list is made the first time.
#include <new>

#include "cuda/context.h"
#include "cuda/interpreter.h"
#include "cuda/operation.h"

namespace ts::cuda {
namespace {

constexpr size_t kMostRecordings = 32;  // shapes that differ; beyond that all begin anew

void drop_listing(Recording& recording) {
  if (recording.listing) recording.listing->release();
  delete recording.listing;
  recording.listing = nullptr;
}

}  // namespace

void forget_recordings(ts_context* context) {
  if (context->recording) {  // the one under way is needed until it ends
    context->forgets = true;
    return;
  }
  for (auto& [key, recording] : context->recordings) {
    if (recording.graph) cudaGraphExecDestroy(recording.graph);
    drop_listing(recording);
  }
  context->recordings.clear();
}

ts_status repeat_begin(ts_context* context, uint64_t key, int32_t* replayed) {
  *replayed = 0;
  const ts_status fresh = refresh_copies(context);
  if (fresh != TS_OK) return fresh;
  if (context->copies_known != copies_made()) {
    forget_recordings(context);
    context->copies_known = copies_made();
  }
  if (context->recordings.size() >= kMostRecordings && !context->recordings.count(key)) forget_recordings(context);
  Recording& recording = context->recordings[key];
  if (recording.graph) {
    *replayed = 1;
    return checked(context, cudaGraphLaunch(recording.graph, context->stream), "a recorded step");
  }
  if (recording.seen) {
    if (recording.listing) recording.listing->begin_again();
    const ts_status begun =
        checked(context, cudaStreamBeginCapture(context->stream, cudaStreamCaptureModeThreadLocal), "recording a step");
    if (begun != TS_OK) return begun;
  } else {
    drop_listing(recording);
    if (may_interpret(context)) recording.listing = new (std::nothrow) Listing;
  }
  context->recording = &recording;
  return TS_OK;
}

namespace {

ts_status end_recording(ts_context* context, Recording* recording, int32_t abandoned) {
  if (!recording->seen) {
    recording->seen = !abandoned;
    if (recording->listing && (abandoned || !recording->listing->prepare(context))) drop_listing(*recording);
    return TS_OK;
  }
  ts_status launched = TS_OK;
  if (recording->listing && !abandoned) launched = recording->listing->launch(context);
  cudaGraph_t graph = nullptr;
  const cudaError_t ended = cudaStreamEndCapture(context->stream, &graph);
  if (abandoned) {
    if (graph) cudaGraphDestroy(graph);
    cudaGetLastError();
    return TS_OK;
  }
  ts_status status = launched == TS_OK ? checked(context, ended, "recording a step") : launched;
  if (status != TS_OK) return status;
  status = checked(context, cudaGraphInstantiate(&recording->graph, graph, 0), "preparing a recorded step");
  cudaGraphDestroy(graph);
  if (status != TS_OK) {
    recording->graph = nullptr;
    return status;
  }
  return checked(context, cudaGraphLaunch(recording->graph, context->stream), "a recorded step");
}

}  // namespace

ts_status repeat_end(ts_context* context, int32_t abandoned) {
  Recording* const recording = context->recording;
  if (!recording) return TS_OK;  // it was replayed
  context->recording = nullptr;
  const ts_status status = end_recording(context, recording, abandoned);
  if (context->forgets) {
    context->forgets = false;
    forget_recordings(context);
  }
  return status;
}

}  // namespace ts::cuda
