// Bpe, BpeTrainer, mergesOfRanks, Shard, packShard, crc32c and sha256: native/text as lib/runtime/addon.ts describes it.
#include <atomic>
#include <cstring>
#include <memory>
#include <thread>

#include "addon/errors.h"
#include "addon/executor.h"
#include "addon/exports.h"
#include "text/bpe.h"
#include "text/bpe_ranks.h"
#include "text/bpe_train.h"
#include "text/crc32c.h"
#include "text/parallel.h"
#include "text/sha256.h"
#include "text/shard.h"

namespace tinystories {
namespace {

using text::BpeDefinition;

template <typename Array>
Array typed(const Napi::Value& value, napi_typedarray_type type, const char* what) {
  if (!value.IsTypedArray() || value.As<Napi::TypedArray>().TypedArrayType() != type)
    throw Failure("INVALID_ARGUMENT", std::string(what) + " must be a typed array of the type in the contract");
  return value.As<Array>();
}

Napi::Uint8Array bytesArg(const Napi::Value& value, const char* what) {
  return typed<Napi::Uint8Array>(value, napi_uint8_array, what);
}

std::vector<uint32_t> uint32Arg(const Napi::Value& value, const char* what) {
  const auto array = typed<Napi::Uint32Array>(value, napi_uint32_array, what);
  return std::vector<uint32_t>(array.Data(), array.Data() + array.ElementLength());
}

std::vector<uint8_t> copy(const Napi::Uint8Array& bytes) {
  return std::vector<uint8_t>(bytes.Data(), bytes.Data() + bytes.ElementLength());
}

uint32_t countArg(const Napi::Value& value, const char* what, double least, double most) {
  const double number = value.IsNumber() ? value.As<Napi::Number>().DoubleValue() : -1;
  if (!(number >= least && number <= most) || number != static_cast<double>(static_cast<uint64_t>(number)))
    throw Failure("INVALID_ARGUMENT", std::string(what) + " must be a whole number in its range");
  return static_cast<uint32_t>(number);
}

size_t threadsArg(const Napi::Value& value) {
  const uint32_t asked = countArg(value, "threads", 0, 1024);
  return asked != 0 ? asked : std::max(1u, std::thread::hardware_concurrency());
}

template <typename Array, typename T>
Napi::Value toArray(Napi::Env env, const std::vector<T>& values) {
  auto array = Array::New(env, values.size());
  if (!values.empty()) std::memcpy(array.Data(), values.data(), values.size() * sizeof(T));
  return array;
}

Napi::Value toJs(Napi::Env env, const BpeDefinition& definition) {
  Napi::Object object = Napi::Object::New(env);
  object["tokenBytes"] = toArray<Napi::Uint8Array>(env, definition.tokenBytes);
  object["tokenEnds"] = toArray<Napi::Uint32Array>(env, definition.tokenEnds);
  object["merges"] = toArray<Napi::Uint32Array>(env, definition.merges);
  object["special"] = toArray<Napi::Uint32Array>(env, definition.special);
  return object;
}

// Texts one after another in one array of bytes.
struct Packed {
  std::vector<uint8_t> bytes;
  std::vector<uint64_t> ends;

  explicit Packed(const Napi::Value& value) {
    if (!value.IsObject()) throw Failure("INVALID_ARGUMENT", "texts must be an object of bytes and ends");
    const Napi::Object object = value.As<Napi::Object>();
    bytes = copy(bytesArg(object.Get("bytes"), "texts.bytes"));
    uint64_t before = 0;
    for (const uint32_t end : uint32Arg(object.Get("ends"), "texts.ends")) {
      if (end < before || end > bytes.size())
        throw Failure("INVALID_ARGUMENT", "texts.ends must rise and stay inside of texts.bytes");
      ends.push_back(before = end);
    }
  }

  const uint8_t* begin(size_t i) const { return bytes.data() + (i == 0 ? 0 : ends[i - 1]); }
  size_t size(size_t i) const { return ends[i] - (i == 0 ? 0 : ends[i - 1]); }
};

struct Encoded {
  std::vector<int32_t> ids;
  std::vector<uint32_t> counts;
};

Encoded encodePacked(const text::Bpe& bpe, const Packed& texts, bool special, size_t threads, const Stop& stop) {
  // Groups are fixed by the number of texts alone, and put together in their order.
  constexpr size_t kGroup = 256;
  std::vector<Encoded> groups((texts.ends.size() + kGroup - 1) / kGroup);
  text::parallel(texts.ends.size(), kGroup, threads, [&](size_t, size_t begin, size_t end) {
    Encoded& group = groups[begin / kGroup];
    for (size_t i = begin; i < end; i++) {
      check_stop(stop);
      const size_t before = group.ids.size();
      bpe.encode(texts.begin(i), texts.size(i), special, group.ids);
      group.counts.push_back(static_cast<uint32_t>(group.ids.size() - before));
    }
  });
  if (groups.size() == 1) return std::move(groups[0]);
  Encoded all;
  for (const Encoded& group : groups) {
    all.ids.insert(all.ids.end(), group.ids.begin(), group.ids.end());
    all.counts.insert(all.counts.end(), group.counts.begin(), group.counts.end());
  }
  return all;
}

class BpeObject : public Napi::ObjectWrap<BpeObject> {
 public:
  explicit BpeObject(const Napi::CallbackInfo& info) : ObjectWrap(info) {
    guarded(info.Env(), [&] {
      if (!info[0].IsObject()) throw Failure("INVALID_ARGUMENT", "a tokenizer's definition must be an object");
      const Napi::Object object = info[0].As<Napi::Object>();
      BpeDefinition definition;
      definition.tokenBytes = copy(bytesArg(object.Get("tokenBytes"), "tokenBytes"));
      definition.tokenEnds = uint32Arg(object.Get("tokenEnds"), "tokenEnds");
      definition.merges = uint32Arg(object.Get("merges"), "merges");
      definition.special = uint32Arg(object.Get("special"), "special");
      bpe_ = std::make_shared<text::Bpe>(std::move(definition));
    });
  }

  static Napi::Function define(Napi::Env env) {
    return DefineClass(env, "Bpe",
                       {InstanceAccessor<&BpeObject::vocab>("vocab"), InstanceMethod<&BpeObject::encode>("encode"),
                        InstanceMethod<&BpeObject::encodeBatch>("encodeBatch"),
                        InstanceMethod<&BpeObject::encodeSettled>("encodeSettled"),
                        InstanceMethod<&BpeObject::decode>("decode")});
  }

 private:
  Napi::Value vocab(const Napi::CallbackInfo& info) {
    return Napi::Number::New(info.Env(), static_cast<double>(bpe_->vocab()));
  }

  Napi::Value encode(const Napi::CallbackInfo& info) {
    return guarded(info.Env(), [&] {
      const auto bytes = bytesArg(info[0], "text");
      std::vector<int32_t> ids;
      bpe_->encode(bytes.Data(), bytes.ElementLength(), info[1].ToBoolean(), ids);
      return toArray<Napi::Int32Array>(info.Env(), ids);
    });
  }

  Napi::Value encodeBatch(const Napi::CallbackInfo& info) {
    return guarded_promise(info.Env(), [&]() -> Napi::Value {
      const size_t threads = threadsArg(info[2]);
      return submit(
          info.Env(), strand_, Value(),
          [bpe = bpe_, texts = std::make_shared<Packed>(info[0]), special = info[1].ToBoolean().Value(),
           threads](const Stop& stop) { return encodePacked(*bpe, *texts, special, threads, stop); },
          [](Napi::Env env, const Encoded& encoded) -> Napi::Value {
            Napi::Object result = Napi::Object::New(env);
            result["ids"] = toArray<Napi::Int32Array>(env, encoded.ids);
            result["counts"] = toArray<Napi::Uint32Array>(env, encoded.counts);
            return result;
          });
    });
  }

  Napi::Value encodeSettled(const Napi::CallbackInfo& info) {
    struct Part {
      std::vector<int32_t> ids;
      size_t done;
    };
    return guarded_promise(info.Env(), [&]() -> Napi::Value {
      return submit(
          info.Env(), strand_, Value(),
          [bpe = bpe_, bytes = std::make_shared<std::vector<uint8_t>>(copy(bytesArg(info[0], "text"))),
           special = info[1].ToBoolean().Value()](const Stop&) {
            Part part;
            part.done = bpe->encodeSettled(bytes->data(), bytes->size(), special, part.ids);
            return part;
          },
          [](Napi::Env env, const Part& part) -> Napi::Value {
            Napi::Object result = Napi::Object::New(env);
            result["ids"] = toArray<Napi::Int32Array>(env, part.ids);
            result["bytes"] = Napi::Number::New(env, static_cast<double>(part.done));
            return result;
          });
    });
  }

  Napi::Value decode(const Napi::CallbackInfo& info) {
    return guarded(info.Env(), [&] {
      const auto ids = typed<Napi::Int32Array>(info[0], napi_int32_array, "ids");
      std::vector<uint8_t> bytes;
      bpe_->decode(ids.Data(), ids.ElementLength(), bytes);
      return toArray<Napi::Uint8Array>(info.Env(), bytes);
    });
  }

  std::shared_ptr<text::Bpe> bpe_;
  std::shared_ptr<Strand> strand_ = make_strand();
};

class BpeTrainerObject : public Napi::ObjectWrap<BpeTrainerObject> {
 public:
  explicit BpeTrainerObject(const Napi::CallbackInfo& info) : ObjectWrap(info) {}

  static Napi::Function define(Napi::Env env) {
    return DefineClass(
        env, "BpeTrainer",
        {InstanceMethod<&BpeTrainerObject::add>("add"), InstanceMethod<&BpeTrainerObject::train>("train"),
         InstanceMethod<&BpeTrainerObject::tokens>("tokens"), InstanceMethod<&BpeTrainerObject::cancel>("cancel")});
  }

 private:
  struct State {
    text::BpeTrainer trainer;
    std::atomic<uint32_t> tokens{0};
  };

  Napi::Value add(const Napi::CallbackInfo& info) {
    return guarded_promise(info.Env(), [&]() -> Napi::Value {
      const size_t threads = threadsArg(info[1]);
      return submit(
          info.Env(), strand_, Value(),
          [state = state_, texts = std::make_shared<Packed>(info[0]), threads](const Stop&) {
            state->trainer.add(texts->bytes.data(), texts->ends, threads);
            return 0;
          },
          [](Napi::Env env, int) -> Napi::Value { return env.Undefined(); });
    });
  }

  Napi::Value train(const Napi::CallbackInfo& info) {
    return guarded_promise(info.Env(), [&]() -> Napi::Value {
      const uint32_t vocab = countArg(info[0], "vocab", 0, 0x7fffffff);
      if (!info[1].IsArray()) throw Failure("INVALID_ARGUMENT", "special must be an array of strings");
      std::vector<std::string> special;
      const auto names = info[1].As<Napi::Array>();
      for (uint32_t i = 0; i < names.Length(); i++) special.push_back(names.Get(i).ToString().Utf8Value());
      return submit(
          info.Env(), strand_, Value(),
          [state = state_, vocab, special](const Stop& stop) {
            return state->trainer.train(vocab, special, [&](uint32_t done, uint32_t) {
              state->tokens = done;
              return !stop;
            });
          },
          toJs);
    });
  }

  Napi::Value tokens(const Napi::CallbackInfo& info) { return Napi::Number::New(info.Env(), state_->tokens); }

  void cancel(const Napi::CallbackInfo&) { tinystories::cancel(strand_, 0); }

  std::shared_ptr<State> state_ = std::make_shared<State>();
  std::shared_ptr<Strand> strand_ = make_strand();
};

class ShardObject : public Napi::ObjectWrap<ShardObject> {
 public:
  explicit ShardObject(const Napi::CallbackInfo& info) : ObjectWrap(info) {
    guarded(info.Env(), [&] {
      if (!info[0].IsString()) throw Failure("INVALID_ARGUMENT", "a shard is opened by its path");
      shard_ = std::make_shared<text::Shard>(info[0].As<Napi::String>().Utf8Value());
    });
  }

  static Napi::Function define(Napi::Env env) {
    return DefineClass(env, "Shard",
                       {InstanceMethod<&ShardObject::header>("header"), InstanceMethod<&ShardObject::verify>("verify"),
                        InstanceMethod<&ShardObject::readInto>("readInto"),
                        InstanceMethod<&ShardObject::storyOffsets>("storyOffsets"),
                        InstanceMethod<&ShardObject::storyBytes>("storyBytes"),
                        InstanceMethod<&ShardObject::dispose>("dispose")});
  }

 private:
  text::Shard& shard() {
    if (!shard_) throw Failure("DISPOSED", "the token shard was disposed of and cannot be used any more");
    return *shard_;
  }

  Napi::Value header(const Napi::CallbackInfo& info) {
    return guarded(info.Env(), [&] {
      const text::Shard& from = shard();
      Napi::Object result = Napi::Object::New(info.Env());
      const auto number = [&](const char* name, uint64_t value) {
        result[name] = Napi::Number::New(info.Env(), static_cast<double>(value));
      };
      number("version", from.version());
      number("vocab", from.info().vocab);
      number("endOfText", from.info().endOfText);
      number("bytesPerId", from.bytesPerId());
      number("tokens", from.tokens());
      number("stories", from.stories());
      number("bytes", from.bytes());
      number("fileSize", from.fileSize());
      result["tokenizerHash"] = Napi::String::New(info.Env(), from.info().tokenizerHash);
      return result;
    });
  }

  Napi::Value verify(const Napi::CallbackInfo& info) {
    return guarded_promise(info.Env(), [&]() -> Napi::Value {
      shard();
      return submit(
          info.Env(), strand_, Value(),
          [shard = shard_](const Stop&) {
            shard->verify();
            return 0;
          },
          [](Napi::Env env, int) -> Napi::Value { return env.Undefined(); });
    });
  }

  void readInto(const Napi::CallbackInfo& info) {
    guarded(info.Env(), [&] {
      const uint64_t begin = position(info[0]), end = position(info[1]);
      auto target = typed<Napi::Int32Array>(info[2], napi_int32_array, "target");
      const uint64_t at = position(info[3]);
      if (end < begin || at > target.ElementLength() || end - begin > target.ElementLength() - at)
        throw Failure("INVALID_ARGUMENT", "the tokens asked for do not fit into the target");
      shard().read(begin, end, target.Data() + at);
    });
  }

  Napi::Value storyOffsets(const Napi::CallbackInfo& info) {
    return guarded(info.Env(), [&] {
      const text::Shard& from = shard();
      const auto [begin, end] = stories(info);
      auto result = Napi::Float64Array::New(info.Env(), end - begin + 1);
      for (uint64_t i = begin; i <= end; i++) result[i - begin] = static_cast<double>(from.storyOffset(i));
      return result;
    });
  }

  Napi::Value storyBytes(const Napi::CallbackInfo& info) {
    return guarded(info.Env(), [&] {
      const text::Shard& from = shard();
      const auto [begin, end] = stories(info);
      auto result = Napi::Uint32Array::New(info.Env(), end - begin);
      for (uint64_t i = begin; i < end; i++) result[i - begin] = from.storyBytes(i);
      return result;
    });
  }

  void dispose(const Napi::CallbackInfo&) { shard_.reset(); }

  std::pair<uint64_t, uint64_t> stories(const Napi::CallbackInfo& info) {
    const uint64_t begin = position(info[0]), end = position(info[1]);
    if (begin > end || end > shard().stories())
      throw Failure("INVALID_ARGUMENT", "stories " + std::to_string(begin) + " to " + std::to_string(end) +
                                            " were asked for, the shard has " + std::to_string(shard().stories()));
    return {begin, end};
  }

  static uint64_t position(const Napi::Value& value) {
    const double number = value.IsNumber() ? value.As<Napi::Number>().DoubleValue() : -1;
    if (!(number >= 0 && number <= 9007199254740991.0) || number != static_cast<double>(static_cast<uint64_t>(number)))
      throw Failure("INVALID_ARGUMENT", "a position must be a whole number from 0 on");
    return static_cast<uint64_t>(number);
  }

  std::shared_ptr<text::Shard> shard_;
  std::shared_ptr<Strand> strand_ = make_strand();
};

Napi::Value mergesOfRanks(const Napi::CallbackInfo& info) {
  return guarded_promise(info.Env(), [&]() -> Napi::Value {
    return submit(
        info.Env(), make_strand(), Napi::Object::New(info.Env()),
        [bytes = copy(bytesArg(info[0], "tokenBytes")), ends = uint32Arg(info[1], "tokenEnds")](const Stop&) {
          return text::mergesOfRanks(bytes, ends);
        },
        [](Napi::Env env, const std::vector<uint32_t>& merges) { return toArray<Napi::Uint32Array>(env, merges); });
  });
}

Napi::Value packShard(const Napi::CallbackInfo& info) {
  return guarded_promise(info.Env(), [&]() -> Napi::Value {
    if (!info[0].IsObject() || !info[1].IsArray())
      throw Failure("INVALID_ARGUMENT", "packShard takes an object that describes the shard and an array of ids");
    const Napi::Object about = info[0].As<Napi::Object>();
    auto writer = std::make_shared<text::ShardWriter>(
        text::ShardInfo{countArg(about.Get("vocab"), "vocab", 1, 0x7fffffff),
                        countArg(about.Get("endOfText"), "endOfText", 0, 0x7fffffff),
                        about.Get("tokenizerHash").ToString().Utf8Value()});
    const auto parts = info[1].As<Napi::Array>();
    for (uint32_t i = 0; i < parts.Length(); i++) {
      const auto ids = typed<Napi::Int32Array>(parts.Get(i), napi_int32_array, "ids");
      writer->add(ids.Data(), ids.ElementLength());
    }
    return submit(
        info.Env(), make_strand(), about,
        [writer, tokens = uint32Arg(info[2], "storyTokens"), bytes = uint32Arg(info[3], "storyBytes")](
            const Stop&) { return writer->finish(tokens, bytes); },
        [](Napi::Env env, const std::vector<uint8_t>& file) { return toArray<Napi::Uint8Array>(env, file); });
  });
}

Napi::Value crc32c(const Napi::CallbackInfo& info) {
  return guarded(info.Env(), [&] {
    const auto bytes = bytesArg(info[0], "bytes");
    const uint32_t seed = info[1].IsUndefined() ? 0 : countArg(info[1], "seed", 0, 0xffffffff);
    return Napi::Number::New(info.Env(), text::crc32c(bytes.Data(), bytes.ElementLength(), seed));
  });
}

Napi::Value sha256(const Napi::CallbackInfo& info) {
  return guarded_promise(info.Env(), [&]() -> Napi::Value {
    return submit(
        info.Env(), make_strand(), Napi::Object::New(info.Env()),
        [bytes = std::make_shared<std::vector<uint8_t>>(copy(bytesArg(info[0], "bytes")))](const Stop&) {
          text::Sha256 hash;
          hash.add(bytes->data(), bytes->size());
          return hash.finish();
        },
        [](Napi::Env env, const std::string& digest) -> Napi::Value { return Napi::String::New(env, digest); });
  });
}

}  // namespace
}  // namespace tinystories

void export_text(Napi::Env env, Napi::Object exports) {
  using namespace tinystories;
  exports.Set("Bpe", BpeObject::define(env));
  exports.Set("BpeTrainer", BpeTrainerObject::define(env));
  exports.Set("Shard", ShardObject::define(env));
  exports.Set("mergesOfRanks", Napi::Function::New<mergesOfRanks>(env, "mergesOfRanks"));
  exports.Set("packShard", Napi::Function::New<packShard>(env, "packShard"));
  exports.Set("crc32c", Napi::Function::New<crc32c>(env, "crc32c"));
  exports.Set("sha256", Napi::Function::New<sha256>(env, "sha256"));
}
