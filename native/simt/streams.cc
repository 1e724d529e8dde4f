// Streams, events and graphs. A stream does its work at once; told to be late, it keeps it until somebody waits for it,
// as a GPU may, so that whoever does not wait where he should reads or overwrites too early.
#include <atomic>
#include <deque>
#include <new>

#include "simt/launch.h"

namespace simt {

struct Stream {
  Graph* recording = nullptr;
  std::deque<Work> queue;   // asked for and not done
  uint64_t asked = 0;       // so far
  cudaError_t failure = cudaSuccess;  // of work that was late: nothing is done after it

  uint64_t done() const { return asked - queue.size(); }
};

struct Event {
  Stream* stream = nullptr;  // nullptr: nothing was recorded
  uint64_t place = 0;        // what the stream had been asked for by then
};

namespace {

std::atomic<Lateness> lateness{Lateness::none};
std::atomic<int64_t> waiting{0};  // in all queues
std::atomic<uint64_t> copies_ahead{0};

// Does what the stream was asked for up to `place`; `steps` of it at most.
cudaError_t advance(Stream& stream, uint64_t place, uint64_t steps = ~uint64_t{0}) {
  for (; stream.done() < place && steps > 0; steps--) {
    const Work work = std::move(stream.queue.front());
    if (stream.failure == cudaSuccess) stream.failure = work();
    stream.queue.pop_front();
    waiting--;
  }
  return stream.failure;
}

cudaError_t submit(Stream* stream, Work work, bool at_once) {
  if (!stream) return work();
  if (stream->recording) {
    stream->recording->work.push_back(std::move(work));
    return cudaSuccess;
  }
  if (at_once) {
    const cudaError_t before = advance(*stream, stream->asked);
    return before == cudaSuccess ? work() : before;
  }
  stream->queue.push_back(std::move(work));
  stream->asked++;
  waiting++;
  return cudaSuccess;
}

}  // namespace

void set_lateness(Lateness wanted) { lateness = wanted; }
uint64_t uploads_ahead() { return copies_ahead; }

cudaError_t submit(cudaStream_t stream, Work work) { return submit(stream, std::move(work), lateness == Lateness::none); }

cudaError_t submit_copy(cudaStream_t stream, cudaMemcpyKind kind, Work work) {
  const int64_t own = stream ? static_cast<int64_t>(stream->queue.size()) : 0;
  if (kind == cudaMemcpyHostToDevice && waiting > own) copies_ahead++;
  return submit(stream, std::move(work), lateness == Lateness::none || (lateness == Lateness::kernels && own == 0));
}

void enqueue(cudaStream_t stream, Work work) { remember(submit(stream, std::move(work))); }

}  // namespace simt

using simt::remember;

cudaError_t cudaStreamCreateWithFlags(cudaStream_t* stream, unsigned) {
  *stream = new (std::nothrow) simt::Stream;
  return *stream ? cudaSuccess : cudaErrorMemoryAllocation;
}
cudaError_t cudaStreamCreateWithPriority(cudaStream_t* stream, unsigned flags, int) {
  return cudaStreamCreateWithFlags(stream, flags);
}
cudaError_t cudaDeviceGetStreamPriorityRange(int* least, int* greatest) {
  *least = *greatest = 0;
  return cudaSuccess;
}
cudaError_t cudaStreamDestroy(cudaStream_t stream) {
  if (!stream) return cudaSuccess;
  simt::advance(*stream, stream->asked);
  delete stream->recording;
  delete stream;
  return cudaSuccess;
}
cudaError_t cudaStreamSynchronize(cudaStream_t stream) {
  if (!stream) return cudaSuccess;
  if (!stream->recording) return remember(simt::advance(*stream, stream->asked));
  return remember(simt::explain(cudaErrorInvalidValue, "nobody may wait for a stream while it is recorded"));
}
cudaError_t cudaStreamWaitEvent(cudaStream_t stream, cudaEvent_t event, unsigned) {
  const simt::Event until = *event;
  return remember(simt::submit(stream, [=] { return until.stream ? simt::advance(*until.stream, until.place) : cudaSuccess; }));
}

cudaError_t cudaEventCreateWithFlags(cudaEvent_t* event, unsigned) {
  *event = new (std::nothrow) simt::Event;
  return *event ? cudaSuccess : cudaErrorMemoryAllocation;
}
cudaError_t cudaEventDestroy(cudaEvent_t event) {
  delete event;
  return cudaSuccess;
}
cudaError_t cudaEventRecord(cudaEvent_t event, cudaStream_t stream) {
  *event = {stream, stream->asked};
  return cudaSuccess;
}
// Whoever asks helps it on, a piece at a time.
cudaError_t cudaEventQuery(cudaEvent_t event) {
  if (!event->stream) return cudaSuccess;
  const cudaError_t error = simt::advance(*event->stream, event->place, 1);
  if (error != cudaSuccess) return remember(error);
  return event->stream->done() >= event->place ? cudaSuccess : cudaErrorNotReady;
}
cudaError_t cudaEventSynchronize(cudaEvent_t event) {
  return event->stream ? remember(simt::advance(*event->stream, event->place)) : cudaSuccess;
}

cudaError_t cudaStreamBeginCapture(cudaStream_t stream, cudaStreamCaptureMode) {
  stream->recording = new simt::Graph;
  return cudaSuccess;
}
cudaError_t cudaStreamEndCapture(cudaStream_t stream, cudaGraph_t* graph) {
  *graph = stream->recording;
  stream->recording = nullptr;
  return cudaSuccess;
}
cudaError_t cudaGraphInstantiate(cudaGraphExec_t* exec, cudaGraph_t graph, unsigned long long) {
  *exec = new simt::Graph(*graph);
  return cudaSuccess;
}
cudaError_t cudaGraphLaunch(cudaGraphExec_t exec, cudaStream_t stream) {
  for (const simt::Work& work : exec->work) {
    const cudaError_t error = simt::submit(stream, work);
    if (error != cudaSuccess) return remember(error);
  }
  return cudaSuccess;
}
cudaError_t cudaGraphDestroy(cudaGraph_t graph) {
  delete graph;
  return cudaSuccess;
}
cudaError_t cudaGraphExecDestroy(cudaGraphExec_t exec) {
  delete exec;
  return cudaSuccess;
}
