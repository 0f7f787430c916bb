// Work shared among threads that sleep while there is none: a server computes beside its client.
//
// The caller works too and waits only for helpers that have begun. One that the system wakes late finds nothing left to do,
// so a busy machine costs the gain of a second thread, not more; that is what a team of OpenMP, which waits for all of its
// threads at the end, would not give.

#pragma once

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

  private:
    static constexpr int PORTIONS = 8;  // per thread: what a slow one holds up at the end is a part of its share

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

}  // namespace
