// Included before every file of the addon on Linux x86-64. GCC 12 gave std::condition_variable::wait a new version
// (GLIBCXX_3.4.30) for nothing but its noexcept; with the first one the addon also loads where libstdc++ is GCC 11's,
// as on RHEL 9. scripts/check-prebuild.mjs watches over that.
#pragma once
#include <cstddef>
#ifdef __GLIBCXX__
__asm__(
    ".symver _ZNSt18condition_variable4waitERSt11unique_lockISt5mutexE,"
    "_ZNSt18condition_variable4waitERSt11unique_lockISt5mutexE@GLIBCXX_3.4.11");
#endif
