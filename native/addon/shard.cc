// Shard, packShard, crc32c and sha256, as lib/runtime/addon.ts and addon-text.ts describe them.
#include "text/shard.h"

#include <memory>

#include "addon/arguments.h"
#include "addon/errors.h"
#include "addon/executor.h"
#include "addon/exports.h"
#include "text/crc32c.h"
#include "text/sha256.h"

namespace tinystories {
namespace {

uint64_t position_argument(const Napi::Value& value, const char* name) {
  return static_cast<uint64_t>(whole_argument(value, name, 0, kMaxWhole));
}

class ShardObject : public Napi::ObjectWrap<ShardObject> {
 public:
  explicit ShardObject(const Napi::CallbackInfo& info) : ObjectWrap(info) {
    guarded(info.Env(), [&] { shard_ = std::make_shared<text::Shard>(string_argument(info[0], "path")); });
  }

  static Napi::Function define(Napi::Env env) {
    return DefineClass(
        env, "Shard",
        {InstanceMethod<&ShardObject::header>("header"), InstanceMethod<&ShardObject::verify>("verify"),
         InstanceMethod<&ShardObject::read_into>("readInto"),
         InstanceMethod<&ShardObject::story_offsets>("storyOffsets"),
         InstanceMethod<&ShardObject::story_bytes>("storyBytes"),
         InstanceMethod<&ShardObject::responses>("responses"),
         InstanceMethod<&ShardObject::dispose>("dispose")});
  }

 private:
  const text::Shard& shard() {
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
      number("endOfText", from.info().end_of_text);
      number("bytesPerId", from.bytes_per_id());
      number("tokens", from.tokens());
      number("stories", from.stories());
      number("bytes", from.bytes());
      number("fileSize", from.file_size());
      result["tokenizerHash"] = Napi::String::New(info.Env(), from.info().tokenizer_hash);
      result["hasResponses"] = Napi::Boolean::New(info.Env(), from.has_responses());
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

  void read_into(const Napi::CallbackInfo& info) {
    guarded(info.Env(), [&] {
      const uint64_t begin = position_argument(info[0], "begin"), end = position_argument(info[1], "end");
      const uint64_t at = position_argument(info[3], "at");
      if (!info[2].IsTypedArray() || info[2].As<Napi::TypedArray>().TypedArrayType() != napi_int32_array)
        throw Failure("INVALID_ARGUMENT", "target: expected an Int32Array");
      auto target = info[2].As<Napi::Int32Array>();
      if (end < begin || at > target.ElementLength() || end - begin > target.ElementLength() - at)
        throw Failure("INVALID_ARGUMENT", "target: expected room for the tokens asked for");
      shard().read(begin, end, target.Data() + at);
    });
  }

  Napi::Value story_offsets(const Napi::CallbackInfo& info) {
    return guarded(info.Env(), [&] {
      const auto [begin, end] = stories_argument(info);
      auto result = Napi::Float64Array::New(info.Env(), end - begin + 1);
      for (uint64_t i = begin; i <= end; i++)
        result[i - begin] = static_cast<double>(shard().story_offset(i));
      return result;
    });
  }

  Napi::Value story_bytes(const Napi::CallbackInfo& info) {
    return guarded(info.Env(), [&] {
      const auto [begin, end] = stories_argument(info);
      auto result = Napi::Uint32Array::New(info.Env(), end - begin);
      for (uint64_t i = begin; i < end; i++) result[i - begin] = shard().story_bytes(i);
      return result;
    });
  }

  Napi::Value responses(const Napi::CallbackInfo& info) {
    return guarded(info.Env(), [&] {
      const auto [begin, end] = stories_argument(info);
      auto result = Napi::Uint32Array::New(info.Env(), 3 * (end - begin));
      for (uint64_t i = begin; i < end; i++) {
        const text::Response part = shard().response(i);
        result[3 * (i - begin)] = part.begin;
        result[3 * (i - begin) + 1] = part.end;
        result[3 * (i - begin) + 2] = part.bytes;
      }
      return result;
    });
  }

  // Tasks that still read hold the mapping until they end.
  void dispose(const Napi::CallbackInfo&) { shard_.reset(); }

  std::pair<uint64_t, uint64_t> stories_argument(const Napi::CallbackInfo& info) {
    const uint64_t begin = position_argument(info[0], "begin"), end = position_argument(info[1], "end");
    if (begin > end || end > shard().stories())
      throw Failure("INVALID_ARGUMENT", "stories " + std::to_string(begin) + " to " + std::to_string(end) +
                                            " were asked for, the shard has " +
                                            std::to_string(shard().stories()));
    return {begin, end};
  }

  std::shared_ptr<text::Shard> shard_;
  std::shared_ptr<Strand> strand_ = make_strand();
};

Napi::Value pack_shard(const Napi::CallbackInfo& info) {
  return guarded_promise(info.Env(), [&]() -> Napi::Value {
    const Napi::Object about = object_argument(info[0], "about");
    auto writer = std::make_shared<text::ShardWriter>(text::ShardInfo{
        static_cast<uint32_t>(whole_argument(about.Get("vocab"), "vocab", 1, kMaxInt32)),
        static_cast<uint32_t>(whole_argument(about.Get("endOfText"), "endOfText", 0, kMaxInt32)),
        string_argument(about.Get("tokenizerHash"), "tokenizerHash")});
    if (!info[1].IsArray()) throw Failure("INVALID_ARGUMENT", "ids: expected an array of Int32Array");
    const auto parts = info[1].As<Napi::Array>();
    for (uint32_t i = 0; i < parts.Length(); i++) {
      const auto ids = int32_argument(parts.Get(i), "ids");
      writer->add(ids.data(), ids.size());
    }
    std::vector<text::Response> responses;
    if (present(info[4])) {
      const auto numbers = uint32_argument(info[4], "responses");
      if (numbers.size() % 3 != 0)
        throw Failure("INVALID_ARGUMENT", "responses: expected three numbers a story");
      for (size_t i = 0; i < numbers.size(); i += 3)
        responses.push_back({numbers[i], numbers[i + 1], numbers[i + 2]});
    }
    return submit(
        info.Env(), make_strand(), about,
        [writer, tokens = uint32_argument(info[2], "storyTokens"),
         bytes = uint32_argument(info[3], "storyBytes"), responses = std::move(responses)](const Stop&) {
          return writer->finish(tokens, bytes, responses);
        },
        [](Napi::Env env, const std::vector<uint8_t>& file) -> Napi::Value {
          return to_array<Napi::Uint8Array>(env, file);
        });
  });
}

Napi::Value crc32c(const Napi::CallbackInfo& info) {
  return guarded(info.Env(), [&] {
    const auto bytes = bytes_argument(info[0], "bytes");
    const auto seed = info[1].IsUndefined() ? 0 : whole_argument(info[1], "seed", 0, 0xffffffff);
    const auto sum = info[2].ToBoolean() ? text::crc32c_portable : text::crc32c;
    return Napi::Number::New(info.Env(), sum(bytes.data(), bytes.size(), static_cast<uint32_t>(seed)));
  });
}

Napi::Value sha256(const Napi::CallbackInfo& info) {
  return guarded_promise(info.Env(), [&]() -> Napi::Value {
    return submit(
        info.Env(), make_strand(), Napi::Object::New(info.Env()),
        [bytes = bytes_argument(info[0], "bytes")](const Stop&) {
          text::Sha256 hash;
          hash.add(bytes.data(), bytes.size());
          return hash.finish();
        },
        [](Napi::Env env, const std::string& digest) -> Napi::Value {
          return Napi::String::New(env, digest);
        });
  });
}

}  // namespace
}  // namespace tinystories

void export_shard(Napi::Env env, Napi::Object exports) {
  using namespace tinystories;
  exports.Set("Shard", ShardObject::define(env));
  exports.Set("packShard", Napi::Function::New<pack_shard>(env, "packShard"));
  exports.Set("crc32c", Napi::Function::New<crc32c>(env, "crc32c"));
  exports.Set("sha256", Napi::Function::New<sha256>(env, "sha256"));
}
