// Who waits at the desk, in order of arrival, and who leads. The thread that leads takes the commands at the
// front, does them together and hands the lead on; so one commit serves all who came while the last one was
// being synced, and a single caller pays for no other thread. Internal to desk*.cpp.
#pragma once

#include <condition_variable>
#include <cstddef>
#include <deque>
#include <functional>
#include <memory>
#include <mutex>
#include <optional>
#include <thread>
#include <vector>

#include "guatu/base/result.h"
#include "guatu/kernel/ledger/command.h"
#include "guatu/kernel/ledger/desk_answer.h"

namespace guatu::kernel::detail {

/// One that waits: a command, or (without one) somebody who wants the desk alone.
struct Waiting {
  const Command* command = nullptr;
  std::optional<Result<Answer>> answer;  ///< set by whoever led
  bool is_done = false;
  std::condition_variable woken;
  // Of those that do not wait in a thread of their own:
  std::optional<Command> own;
  std::function<void(Result<Answer>)> then;
};

class DeskQueue {
 public:
  /// Does the commands of a group and sets their answers.
  using RunGroup = std::function<void(const std::vector<Waiting*>&)>;

  DeskQueue(const DeskOptions& options, RunGroup run) : options_(options), run_(std::move(run)) {}
  /// Answers whatever still waits, then ends its thread.
  ~DeskQueue();
  DeskQueue(const DeskQueue&) = delete;
  DeskQueue& operator=(const DeskQueue&) = delete;

  /// Waits for room, then for the answer. @errors desk.full
  Result<Answer> wait(const Command& command);
  /// Answers through `then`, from another thread, after the sync. @errors desk.full at once
  Result<void> submit(Command command, std::function<void(Result<Answer>)> then);

  /// The desk alone, for as long as this lives; comes in its turn.
  class Turn {
   public:
    explicit Turn(DeskQueue& queue);
    ~Turn();
    Turn(const Turn&) = delete;
    Turn& operator=(const Turn&) = delete;

   private:
    DeskQueue& queue_;
    Waiting me_;
  };

 private:
  using Lock = std::unique_lock<std::mutex>;
  /// Takes the commands at the front, does them, wakes their callers and whoever is first then.
  void lead(Lock& lock);
  void wake_front();
  bool has_room() const { return queue_.size() < options_.waiting_max; }
  void serve();

  DeskOptions options_;
  RunGroup run_;
  std::mutex mutex_;
  std::deque<Waiting*> queue_;
  bool is_led_ = false;
  std::condition_variable room_;
  // The thread that leads when the first one waits in none.
  std::condition_variable called_;
  bool is_ending_ = false;
  std::thread thread_;
};

}  // namespace guatu::kernel::detail
