// The other half of entries.S: finds the real functions, and keeps the text of what went wrong in one of them until
// TorchSharp asks for it. Built by build.sh; NativeEntries.cs puts it in front of TorchSharp's library.

#include <atomic>
#include <csignal>
#include <cstdint>
#include <cstdio>
#include <cstdlib>
#include <cstring>
#include <cxxabi.h>
#include <dlfcn.h>
#include <exception>
#include <typeinfo>
#include <ucontext.h>

extern "C" {
extern const char entry_names[];
extern const int32_t entry_count;
extern void *real_functions[];
void recover();

// Of this thread: the frame of the entry that runs, and how many were called.
thread_local __attribute__((tls_model("initial-exec"), visibility("hidden"))) char *entry_frame;
thread_local __attribute__((tls_model("initial-exec"), visibility("hidden"))) int64_t entry_calls;
}

namespace {

thread_local char *caught;
thread_local int64_t caught_at;
thread_local volatile int fault;
const char *(*real_last_error)();
struct sigaction before[2];
constexpr int signals[2] = {SIGSEGV, SIGFPE};

void keep(char *text) {
    free(caught);
    caught = text;
    caught_at = entry_calls;
}

const char *name_of(int32_t index) {
    const char *name = entry_names;
    while (index-- > 0) name += strlen(name) + 1;
    return name;
}

// libtorch appends where in its C++ source it threw, and ten frames: of no use to who called it from C#.
char *first_part(const char *text) {
    const char *end = strstr(text, "\nException raised from ");
    return strndup(text, end ? end - text : strlen(text));
}

// A fault in code of .NET is .NET's: its code is in no library, but for its own.
bool is_native(uintptr_t at) {
    Dl_info library;
    if (!dladdr(reinterpret_cast<void *>(at), &library) || !library.dli_fname) return false;
    return !strstr(library.dli_fname, "libcoreclr") && !strstr(library.dli_fname, "libclr") &&
           !strstr(library.dli_fname, "libSystem.");
}

void on_fault(int signal, siginfo_t *info, void *context) {
    auto &registers = static_cast<ucontext_t *>(context)->uc_mcontext.gregs;
    if (entry_frame && is_native(registers[REG_RIP])) {
        fault = signal;
        registers[REG_RBP] = reinterpret_cast<greg_t>(entry_frame);
        registers[REG_RIP] = reinterpret_cast<greg_t>(&recover);
        return;
    }
    const struct sigaction &other = before[signal == SIGFPE];
    if (other.sa_flags & SA_SIGINFO) other.sa_sigaction(signal, info, context);
    else if (other.sa_handler == SIG_DFL) sigaction(signal, &other, nullptr);       // again, and to the end
    else if (other.sa_handler != SIG_IGN) other.sa_handler(signal);
}

// These two give back what lies on the stack when they caught an error: no tensor, and memory is damaged. They are asked
// here whether they did.
using Randperm = void *(*)(void *, int64_t, int8_t, int, int, bool);
using Rand = void *(*)(void *, const int64_t *, int, int8_t, int, int, bool);
Randperm real_randperm;
Rand real_rand;

void *unless_caught(void *tensor) {
    const char *text = real_last_error();
    if (!text) return tensor;
    keep(first_part(text));
    return nullptr;
}

void *randperm(void *generator, int64_t n, int8_t type, int device, int index, bool gradient) {
    return unless_caught(real_randperm(generator, n, type, device, index, gradient));
}

void *rand_of(void *generator, const int64_t *sizes, int length, int8_t type, int device, int index, bool gradient) {
    return unless_caught(real_rand(generator, sizes, length, type, device, index, gradient));
}

template <typename F>
void put_between(const char *name, const char *of, F &real, F own, void *&entry) {
    if (strcmp(name, of)) return;
    real = reinterpret_cast<F>(entry);
    entry = reinterpret_cast<void *>(own);
}

}  // namespace

extern "C" {

// Finds the real functions in a library that is loaded already. 1, or 0 if it lacks one of them: then nothing here may
// be called.
__attribute__((visibility("default"))) int GenAIKit_find(const char *library) {
    void *real = dlopen(library, RTLD_NOW | RTLD_NOLOAD);
    if (!real) return 0;
    const char *name = entry_names;
    for (int32_t i = 0; i < entry_count; i++, name += strlen(name) + 1) {
        if (!(real_functions[i] = dlsym(real, name))) return 0;
        put_between(name, "THSTensor_randperm", real_randperm, randperm, real_functions[i]);
        put_between(name, "THSTensor_rand", real_rand, rand_of, real_functions[i]);
    }
    real_last_error = reinterpret_cast<const char *(*)()>(dlsym(real, "THSTorch_get_and_reset_last_err"));
    return real_last_error != nullptr;
}

// From here on faults are caught too, on the stack and with the flags that the handlers before asked for (.NET goes on
// from its own: on the small stack that it keeps for overflows it could not). Once in a process.
__attribute__((visibility("default"))) void GenAIKit_catch_faults() {
    static std::atomic_flag done = ATOMIC_FLAG_INIT;    // a second load context of .NET calls it again
    if (done.test_and_set()) return;
    for (int i = 0; i < 2; i++) {
        sigaction(signals[i], nullptr, &before[i]);
        struct sigaction ours = before[i];
        ours.sa_sigaction = on_fault;
        ours.sa_flags = (ours.sa_flags | SA_SIGINFO) & ~SA_RESETHAND;
        sigaction(signals[i], &ours, nullptr);
    }
}

__attribute__((visibility("hidden"))) void keep_text(void *exception) {
    abi::__cxa_begin_catch(exception);
    try {
        throw;
    } catch (const std::exception &e) {
        keep(first_part(e.what()));
    } catch (...) {
        const std::type_info *type = abi::__cxa_current_exception_type();
        keep(strdup(type ? type->name() : "an exception that is none of C++"));
    }
    abi::__cxa_end_catch();
}

__attribute__((visibility("hidden"))) void keep_fault(int32_t index) {
    char text[400];
    snprintf(text, sizeof text, fault == SIGFPE
        ? "%s divided by 0 in native code: one of its arguments is 0 where it must not be."
        : "%s met a tensor or a value that it did not expect (a segmentation fault): look at its arguments. "
          "Memory may be damaged: restart before you trust what comes next.",
        name_of(index));
    keep(strdup(text));
}

// In place of TorchSharp's own: what an entry caught comes first. A text that was not asked for right after its call
// (set_num_threads and its like never ask) belongs to no later one: it goes to stderr.
__attribute__((visibility("default"))) const char *THSTorch_get_and_reset_last_err() {
    const char *own = caught, *real = real_last_error();
    caught = nullptr;
    if (own && caught_at != entry_calls) {
        fprintf(stderr, "libtorch: %s\n", own);
        own = nullptr;
    }
    return own ? own : real ? first_part(real) : nullptr;
}

}
