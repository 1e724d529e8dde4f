// Encoder, BpeTrainer and mergesOfRanks, as lib/runtime/addon.ts and addon-text.ts describe them.
#include <atomic>
#include <memory>

#include "addon/arguments.h"
#include "addon/errors.h"
#include "addon/executor.h"
#include "addon/exports.h"
#include "text/bpe.h"
#include "text/bpe_ranks.h"
#include "text/bpe_train.h"
#include "text/sentencepiece.h"
#include "text/texts.h"

namespace tinystories {
namespace {

using text::BpeDefinition;

std::shared_ptr<text::Texts> texts_argument(const Napi::Value& value) {
  const Napi::Object object = object_argument(value, "texts");
  auto texts = std::make_shared<text::Texts>();
  texts->bytes = bytes_argument(object.Get("bytes"), "texts.bytes");
  texts->ends = uint32_argument(object.Get("ends"), "texts.ends");
  uint32_t before = 0;
  for (const uint32_t end : texts->ends) {
    if (end < before || end > texts->bytes.size())
      throw Failure("INVALID_ARGUMENT",
                    "texts.ends: expected offsets that rise and stay inside of texts.bytes");
    before = end;
  }
  return texts;
}

Napi::Value definition_value(Napi::Env env, const BpeDefinition& definition) {
  Napi::Object object = Napi::Object::New(env);
  object["tokenBytes"] = to_array<Napi::Uint8Array>(env, definition.token_bytes);
  object["tokenEnds"] = to_array<Napi::Uint32Array>(env, definition.token_ends);
  object["merges"] = to_array<Napi::Uint32Array>(env, definition.merges);
  object["special"] = to_array<Napi::Uint32Array>(env, definition.special);
  return object;
}

std::shared_ptr<text::Encoder> encoder_argument(const Napi::Value& value) {
  const Napi::Object object = object_argument(value, "definition");
  if (present(object.Get("scores"))) {
    text::SentencePieceDefinition definition;
    definition.piece_bytes = bytes_argument(object.Get("tokenBytes"), "tokenBytes");
    definition.piece_ends = uint32_argument(object.Get("tokenEnds"), "tokenEnds");
    definition.scores = float32_argument(object.Get("scores"), "scores");
    definition.end_of_text = string_argument(object.Get("endOfText"), "endOfText");
    return std::make_shared<text::SentencePiece>(std::move(definition));
  }
  BpeDefinition definition;
  definition.token_bytes = bytes_argument(object.Get("tokenBytes"), "tokenBytes");
  definition.token_ends = uint32_argument(object.Get("tokenEnds"), "tokenEnds");
  definition.merges = uint32_argument(object.Get("merges"), "merges");
  definition.special = uint32_argument(object.Get("special"), "special");
  if (const Napi::Value restriction = object.Get("restriction"); present(restriction)) {
    const Napi::Object kept = object_argument(restriction, "restriction");
    definition.kept = uint32_argument(kept.Get("kept"), "kept");
    definition.unknown = kept.Get("unknown").ToBoolean();
    if (definition.kept.empty())
      throw Failure("INVALID_ARGUMENT", "kept: expected at least one token that is kept");
  }
  return std::make_shared<text::Bpe>(std::move(definition));
}

class EncoderObject : public Napi::ObjectWrap<EncoderObject> {
 public:
  explicit EncoderObject(const Napi::CallbackInfo& info) : ObjectWrap(info) {
    guarded(info.Env(), [&] { encoder_ = encoder_argument(info[0]); });
  }

  static Napi::Function define(Napi::Env env) {
    return DefineClass(
        env, "Encoder",
        {InstanceAccessor<&EncoderObject::vocab>("vocab"), InstanceMethod<&EncoderObject::encode>("encode"),
         InstanceMethod<&EncoderObject::encode_batch>("encodeBatch"),
         InstanceMethod<&EncoderObject::encode_settled>("encodeSettled"),
         InstanceMethod<&EncoderObject::decode>("decode")});
  }

 private:
  Napi::Value vocab(const Napi::CallbackInfo& info) {
    return Napi::Number::New(info.Env(), static_cast<double>(encoder_->vocab()));
  }

  Napi::Value encode(const Napi::CallbackInfo& info) {
    return guarded(info.Env(), [&] {
      const auto text = bytes_argument(info[0], "text");
      std::vector<int32_t> ids;
      encoder_->encode(text.data(), text.size(), info[1].ToBoolean(), ids);
      return to_array<Napi::Int32Array>(info.Env(), ids);
    });
  }

  Napi::Value encode_batch(const Napi::CallbackInfo& info) {
    return guarded_promise(info.Env(), [&]() -> Napi::Value {
      const size_t threads = threads_argument(info[2]);
      return submit(
          info.Env(), strand_, Value(),
          [encoder = encoder_, texts = texts_argument(info[0]), special = info[1].ToBoolean().Value(),
           threads](const Stop& stop) { return text::encode_texts(*encoder, *texts, special, threads, stop); },
          [](Napi::Env env, const text::EncodedTexts& encoded) -> Napi::Value {
            Napi::Object result = Napi::Object::New(env);
            result["ids"] = to_array<Napi::Int32Array>(env, encoded.ids);
            result["counts"] = to_array<Napi::Uint32Array>(env, encoded.counts);
            return result;
          });
    });
  }

  Napi::Value encode_settled(const Napi::CallbackInfo& info) {
    struct Part {
      std::vector<int32_t> ids;
      size_t done;
    };
    return guarded_promise(info.Env(), [&]() -> Napi::Value {
      return submit(
          info.Env(), strand_, Value(),
          [encoder = encoder_, text = bytes_argument(info[0], "text"),
           special = info[1].ToBoolean().Value()](const Stop&) {
            Part part;
            part.done = encoder->encode_settled(text.data(), text.size(), special, part.ids);
            return part;
          },
          [](Napi::Env env, const Part& part) -> Napi::Value {
            Napi::Object result = Napi::Object::New(env);
            result["ids"] = to_array<Napi::Int32Array>(env, part.ids);
            result["bytes"] = Napi::Number::New(env, static_cast<double>(part.done));
            return result;
          });
    });
  }

  Napi::Value decode(const Napi::CallbackInfo& info) {
    return guarded(info.Env(), [&] {
      const auto ids = int32_argument(info[0], "ids");
      std::vector<uint8_t> bytes;
      encoder_->decode(ids.data(), ids.size(), bytes);
      return to_array<Napi::Uint8Array>(info.Env(), bytes);
    });
  }

  std::shared_ptr<text::Encoder> encoder_;
  std::shared_ptr<Strand> strand_ = make_strand();
};

class BpeTrainerObject : public Napi::ObjectWrap<BpeTrainerObject> {
 public:
  explicit BpeTrainerObject(const Napi::CallbackInfo& info) : ObjectWrap(info) {
    guarded(info.Env(), [&] {
      const Napi::Value limit = info[0];
      state_ = std::make_shared<State>(
          limit.IsUndefined() ? text::BpeTrainer::kLimit
                              : static_cast<size_t>(whole_argument(limit, "words", 2, kMaxInt32)));
    });
  }

  static Napi::Function define(Napi::Env env) {
    return DefineClass(
        env, "BpeTrainer",
        {InstanceMethod<&BpeTrainerObject::add>("add"), InstanceMethod<&BpeTrainerObject::train>("train"),
         InstanceMethod<&BpeTrainerObject::tokens>("tokens"),
         InstanceMethod<&BpeTrainerObject::cancel>("cancel")});
  }

 private:
  struct State {
    explicit State(size_t limit) : trainer(limit) {}
    text::BpeTrainer trainer;
    std::atomic<uint32_t> tokens{0};
  };

  Napi::Value add(const Napi::CallbackInfo& info) {
    return guarded_promise(info.Env(), [&]() -> Napi::Value {
      const size_t threads = threads_argument(info[1]);
      return submit(
          info.Env(), strand_, Value(),
          [state = state_, texts = texts_argument(info[0]), threads](const Stop&) {
            state->trainer.add(*texts, threads);
            return 0;
          },
          [](Napi::Env env, int) -> Napi::Value { return env.Undefined(); });
    });
  }

  Napi::Value train(const Napi::CallbackInfo& info) {
    return guarded_promise(info.Env(), [&]() -> Napi::Value {
      const auto vocab = static_cast<uint32_t>(whole_argument(info[0], "vocab", 0, kMaxInt32));
      return submit(
          info.Env(), strand_, Value(),
          [state = state_, vocab, special = strings_argument(info[1], "special")](const Stop& stop) {
            return state->trainer.train(vocab, special, [&](uint32_t done, uint32_t) {
              state->tokens = done;
              return !stop;
            });
          },
          [](Napi::Env env, const text::BpeTrainer::Trained& trained) -> Napi::Value {
            Napi::Object result = Napi::Object::New(env);
            const auto number = [&](const char* name, uint64_t value) {
              result[name] = Napi::Number::New(env, static_cast<double>(value));
            };
            result["definition"] = definition_value(env, trained.definition);
            number("words", trained.counted.words);
            number("distinct", trained.counted.distinct);
            number("cuts", trained.counted.cuts);
            number("undercount", trained.counted.undercount);
            return result;
          });
    });
  }

  Napi::Value tokens(const Napi::CallbackInfo& info) { return Napi::Number::New(info.Env(), state_->tokens); }

  void cancel(const Napi::CallbackInfo&) { tinystories::cancel(strand_, 0); }

  std::shared_ptr<State> state_;
  std::shared_ptr<Strand> strand_ = make_strand();
};

Napi::Value merges_of_ranks(const Napi::CallbackInfo& info) {
  return guarded_promise(info.Env(), [&]() -> Napi::Value {
    return submit(
        info.Env(), make_strand(), Napi::Object::New(info.Env()),
        [bytes = bytes_argument(info[0], "tokenBytes"), ends = uint32_argument(info[1], "tokenEnds")](
            const Stop&) { return text::merges_of_ranks(bytes, ends); },
        [](Napi::Env env, const std::vector<uint32_t>& merges) -> Napi::Value {
          return to_array<Napi::Uint32Array>(env, merges);
        });
  });
}

}  // namespace
}  // namespace tinystories

void export_tokenizer(Napi::Env env, Napi::Object exports) {
  using namespace tinystories;
  exports.Set("Encoder", EncoderObject::define(env));
  exports.Set("BpeTrainer", BpeTrainerObject::define(env));
  exports.Set("mergesOfRanks", Napi::Function::New<merges_of_ranks>(env, "mergesOfRanks"));
}
