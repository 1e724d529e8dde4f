// What each binding file adds to the module. A new area declares its function here and is called in module.cc.
#pragma once
#include <napi.h>

void export_weights(Napi::Env env, Napi::Object exports);
void export_program(Napi::Env env, Napi::Object exports);
void export_session(Napi::Env env, Napi::Object exports);
void export_sampler(Napi::Env env, Napi::Object exports);
void export_machine(Napi::Env env, Napi::Object exports);
void export_backends(Napi::Env env, Napi::Object exports);
void export_operations(Napi::Env env, Napi::Object exports);
void export_simulator(Napi::Env env, Napi::Object exports);
void export_ceilings(Napi::Env env, Napi::Object exports);
void export_tokenizer(Napi::Env env, Napi::Object exports);
void export_shard(Napi::Env env, Napi::Object exports);
void export_cleaning(Napi::Env env, Napi::Object exports);
