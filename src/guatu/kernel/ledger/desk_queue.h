// Who waits at the desk, in order of arrival, and who leads. The thread that leads takes the commands at the
// front, does them together and hands the lead on before it wakes their callers; so one commit serves all who
// came while the last one was being synced, and a single caller pays for no other thread. While many wait, a
// thread of the queue's own leads group after group: what it reads and writes stays in one processor's
// caches, and between two groups nobody has to be woken. Internal to desk*.cpp.
#pragma once

#include <condition_variable>
#include <cstddef>
#include <deque>
#include <functional>
#include <memory>
#include <mutex>
#include <optional>
#include <span>
#include <thread>

#include "guatu/base/result.h"
#include "guatu/kernel/ledger/command.h"
#include "guatu/kernel/ledger/desk_answer.h"

namespace guatu::kernel::detail {

/// One that waits: a command, or (without one) somebody who wants the desk alone.
class Waiting {
 public:
  const Command* command = nullptr;
  std::string digest;                    ///< of the command
  std::optional<Result<Answer>> answer;  ///< set by whoever led
  // Of those that do not wait in a thread of their own:
  std::optional<Command> own;
  std::function<void(Result<Answer>)> then;

  // Whom it wakes when it is woken itself: whoever leads wakes one, and goes on.
  std::shared_ptr<Waiting> first, second;

  enum class Turn { kNotYet, kLead, kDone };
  Turn wait();
  void wake(Turn turn);
  void wake_others();

 private:
  // Its own lock: whoever is woken does not meet the others at the queue's.
  std::mutex mutex_;
  std::condition_variable woken_;
  Turn turn_ = Turn::kNotYet;
};

class DeskQueue {
 public:
  /// Shared, because whoever wakes a caller may come back from waking it after the caller has gone.
  using Group = std::span<const std::shared_ptr<Waiting>>;
  /// Does the commands of a group and sets their answers; throws nothing.
  using RunGroup = std::function<void(Group)>;

  DeskQueue(const DeskOptions& options, RunGroup run) : options_(options), run_(std::move(run)) {}
  /// Answers whatever still waits, then ends its thread.
  ~DeskQueue();
  DeskQueue(const DeskQueue&) = delete;
  DeskQueue& operator=(const DeskQueue&) = delete;

  /// Waits for room, then for the answer. @errors desk.full @throws std::bad_alloc before it waits
  Result<Answer> wait(const Command& command, std::string digest);
  /// Answers through `then`, from another thread, after the sync. @errors desk.full at once
  /// @throws std::bad_alloc, std::system_error (no thread); then `then` is never called
  Result<void> submit(Command command, std::string digest, std::function<void(Result<Answer>)> then);

  /// How many wait, whoever is served at the moment included.
  std::size_t waiting() const {
    const Lock lock(mutex_);
    return queue_.size();
  }

  /// The desk alone, for as long as this lives; comes in its turn.
  class Alone {
   public:
    explicit Alone(DeskQueue& queue);
    ~Alone();
    Alone(const Alone&) = delete;
    Alone& operator=(const Alone&) = delete;

   private:
    DeskQueue& queue_;
  };

 private:
  using Lock = std::unique_lock<std::mutex>;
  /// Puts it at the end; true: nobody leads, so whoever came leads.
  bool join(std::shared_ptr<Waiting> w);
  /// Takes the commands at the front, does them, hands the lead on, wakes their callers.
  /// @param me  of those the one in whose thread this is; nullptr: the queue's own
  void lead(const Waiting* me);
  void answer(Group group, const Waiting* me);
  /// Takes `n` off the front and gives the lead to who is first then. Ends the lock.
  void hand_on(Lock lock, std::size_t n);
  /// Is whoever is first served by the queue's own thread? Begins it at need.
  bool goes_to_thread();
  bool has_room() const { return queue_.size() < options_.waiting_max; }
  void serve();

  DeskOptions options_;
  RunGroup run_;
  mutable std::mutex mutex_;
  std::deque<std::shared_ptr<Waiting>> queue_;
  bool is_led_ = false;
  std::condition_variable room_;
  // The thread that leads when the first one waits in none, or many wait.
  std::condition_variable called_;
  bool is_called_ = false;
  bool is_ending_ = false;
  std::thread thread_;
};

}  // namespace guatu::kernel::detail
