// Work shared among threads, in one of two ways.
//
// `share`: threads that sleep while there is no work, for the short pieces of one token: a server computes beside its client.
// The caller works too and waits only for helpers that have begun. One that the system wakes late finds nothing left to do,
// so a busy machine costs the gain of a second thread, not more; that is what a team of OpenMP, which waits for all of its
// threads at the end, would not give.
//
// `join`: torch's own team of OpenMP, for the work of a prompt, whose other operators torch computes. Its threads spin for some
// milliseconds after each of them, on the cores that threads of ours would need.

#pragma once

#include <dlfcn.h>

#include <algorithm>
#include <atomic>
#include <condition_variable>
#include <cstdint>
#include <functional>
#include <mutex>
#include <system_error>
#include <thread>

namespace {

class Pool {
  public:
    typedef std::function<void(int64_t, int64_t)> Work;  // pieces from ... to - 1

    // Calls work for all of `pieces`, in portions, on up to `threads` threads. A second caller at a time works alone.
    void run(int64_t pieces, int threads, const Work &work) {
        std::unique_lock<std::mutex> turn(turns_, std::try_to_lock);
        if (threads < 2 || !turn) return work(0, pieces);
        {
            std::lock_guard<std::mutex> lock(state_);
            try {
                for (; count_ < threads - 1; count_++) std::thread([this] { help(); }).detach();
            } catch (const std::system_error &) {  // the system grants no more threads: those there are will do
            }
            work_ = &work;
            pieces_ = pieces;
            portion_ = std::max<int64_t>(1, pieces / (threads * PORTIONS));
            next_ = 0;
            wanted_ = threads - 1;
        }
        wake_.notify_all();
        take();
        std::unique_lock<std::mutex> lock(state_);
        wanted_ = 0;  // whoever has not begun sleeps on
        done_.wait(lock, [this] { return active_ == 0; });
    }

    static constexpr int PORTIONS = 8;  // per thread: what a slow one holds up at the end is a part of its share

  private:
    void take() {
        for (int64_t from; (from = next_.fetch_add(portion_)) < pieces_;) (*work_)(from, std::min(from + portion_, pieces_));
    }

    void help() {
        std::unique_lock<std::mutex> lock(state_);
        for (;;) {
            wake_.wait(lock, [this] { return wanted_ > 0; });
            wanted_--;
            active_++;
            lock.unlock();
            take();
            lock.lock();
            if (--active_ == 0) done_.notify_one();
        }
    }

    std::mutex turns_, state_;
    std::condition_variable wake_, done_;
    int count_ = 0, wanted_ = 0, active_ = 0;  // helpers: that exist, that may still begin, that work
    const Work *work_ = nullptr;
    int64_t pieces_ = 0, portion_ = 1;
    std::atomic<int64_t> next_{0};
};

void share(int64_t pieces, int threads, const Pool::Work &work) {
    static Pool &pool = *new Pool;  // never destroyed: its threads sleep until the process ends
    pool.run(pieces, threads, work);
}

void join(int64_t pieces, int threads, const Pool::Work &work) {
    // What compilers call for a parallel region; GNU's and LLVM's runtimes both have it. torch has loaded one of them.
    typedef void Region(void (*)(void *), void *, unsigned, unsigned);
    static Region *const region = reinterpret_cast<Region *>(dlsym(RTLD_DEFAULT, "GOMP_parallel"));
    if (threads < 2 || region == nullptr) return share(pieces, threads, work);
    struct Shared {
        const Pool::Work &work;
        const int64_t pieces, portion;
        std::atomic<int64_t> next{0};
    } shared{work, pieces, std::max<int64_t>(1, pieces / (threads * Pool::PORTIONS))};
    const auto take = [](void *given) {
        auto &s = *static_cast<Shared *>(given);
        for (int64_t from; (from = s.next.fetch_add(s.portion)) < s.pieces;) s.work(from, std::min(from + s.portion, s.pieces));
    };
    region(take, &shared, static_cast<unsigned>(threads), 0);
}

constexpr int64_t WORTH = 1 << 18;  // weights that keep a thread busy for longer than waking it takes

int useful(int threads, int64_t weights) { return static_cast<int>(std::clamp<int64_t>(weights / WORTH, 1, threads)); }

}  // namespace
