// How time and memory grow with the ledger: fills a ledger of N matters through the desk, then times what an
// office does all day. Usage: growth_bench DIR N [N...]; a ledger of that size that is there already is kept,
// and grows by what is measured, so that only the first run after filling has the checksums of
// docs/performance.md. The city stands in growth_city.h. With GUATU_GROWTH_WHOLE=1 also what goes through all
// of it: check, rebuild.
#include <algorithm>
#include <optional>

#include "bench/growth_city.h"
#include "guatu/attachments.h"
#include "guatu/base/hash.h"
#include "guatu/base/text.h"
#include "guatu/brief.h"
#include "guatu/kernel/ledger/projection.h"
#include "guatu/kernel/ledger/verify.h"
#include "guatu/store/rebuild.h"

namespace {

using namespace guatu;
using namespace guatu::bench;
namespace fs = std::filesystem;

/// One measured act. Each of its runs gives the same answer, as text.
struct Row {
  std::string name;
  double first_ms = 0;  ///< with the program's caches cold
  double median_ms = 0;
  std::string answer;
  std::string checksum() const { return answer.empty() ? "-" : sha256_hex(answer).substr(0, 12); }
};

template <class F>
Row timed(const std::string& name, int runs, F f) {
  Row row;
  row.name = name;
  std::vector<double> ms;
  for (int i = 0; i < runs; ++i) {
    const auto began = SteadyClock::now();
    row.answer = f();
    ms.push_back(seconds_since(began) * 1000);
  }
  row.first_ms = ms.front();
  std::sort(ms.begin(), ms.end());
  row.median_ms = ms[ms.size() / 2];
  return row;
}

class Measure {
 public:
  explicit Measure(const fs::path& dir) : dir_(dir), clock_(end_at()) {}

  std::vector<Row> run() {
    rows_.push_back(timed("start: open, check, load people", 5, [&] {
      desk_.reset();
      store_.reset();
      store_ = must(store::open_store(dir_.string(), store::OpenMode::kReadWrite));
      desk_ = std::make_unique<kernel::Desk>(*store_, clock_);
      return must(desk_->world())->playbook("report")->id;
    }));
    auto reader = must(store_->read());
    last_ = reader->last_position();
    const auto year_ago = reader->position_at(Instant{end_at().us - 365 * kDayUs});
    views("now", Position{}, end_at());
    const Instant yesterday{end_at().us - kDayUs};
    views("yesterday", reader->position_at(yesterday), yesterday);
    views("a year ago", year_ago, Instant{end_at().us - 365 * kDayUs});
    search();
    reader.reset();
    if (std::getenv("GUATU_GROWTH_WHOLE") != nullptr) whole();
    commands();
    return std::move(rows_);
  }
  Position last() const { return last_; }

 private:
  std::string page(const kernel::MatterQuery& q) {
    auto reader = must(store_->read());
    const auto p = must(reader->list(q));
    std::string out;
    for (const auto& row : p.items) out += fmt::format("{}:{};", row.id.value, row.due_at.us);
    return out;
  }
  void views(const std::string& when, Position as_of, Instant now) {
    kernel::MatterQuery q;
    q.as_of = as_of;
    q.which = kernel::MatterQuery::Which::kOpen;
    rows_.push_back(timed("50 most overdue of the city, " + when, 21, [&] { return page(q); }));
    q.playbook = "report";
    q.due_before = now;
    q.unit_path = "/city/d3/";
    rows_.push_back(timed("50 most overdue of a district, " + when, 21, [&] { return page(q); }));
    q.unit_path = "/city/d3/d3.s7/";
    rows_.push_back(timed("50 most overdue of a street, " + when, 21, [&] { return page(q); }));
    rows_.push_back(timed("brief of the city, " + when, 11, [&] {
      auto reader = must(store_->read());
      const auto world = must(kernel::load_world(*reader, as_of));
      const auto b = must(app::make_brief(*reader, world, as_of, now));
      std::string out = fmt::format("{},{},{};", b.open, b.late.count, b.due_today.count);
      for (const auto& u : b.units) out += fmt::format("{},{},{};", u.open, u.late, u.due_today);
      return out;
    }));
  }
  /// What `guatu ledger verify` and `guatu ledger rebuild` do.
  void whole() {
    rows_.push_back(timed("verify", 1, [&] {
      auto reader = must(store_->read());
      const auto v = kernel::verify_ledger(*reader, {}, {});
      const auto files = must(app::check_files(*reader, dir_.string()));
      if (!v.problems.empty()) stop(v.problems.front().key);
      return fmt::format("{} {} {}", v.events, hex(bytes_of(v.root)), files.files);
    }));
    desk_.reset();
    store_.reset();
    rows_.push_back(timed("rebuild", 1, [&] {
      must(store::rebuild(dir_.string(), [](kernel::Writer& w) -> Result<void> {
        GUATU_TRY(world, kernel::project_all(w, {}));
        static_cast<void>(world);
        return {};
      }));
      return std::string();
    }));
    std::string tables;
    for (const auto& [name, digest] : must(store::table_digest(dir_.string()))) tables += name + digest;
    rows_.back().answer = tables;
    store_ = must(store::open_store(dir_.string(), store::OpenMode::kReadWrite));
    desk_ = std::make_unique<kernel::Desk>(*store_, clock_);
  }
  void search() {
    kernel::MatterQuery q;
    q.text = "路灯 不亮";
    q.which = kernel::MatterQuery::Which::kOpen;
    rows_.push_back(timed("search of two words, open, 50", 11, [&] { return page(q); }));
    kernel::MatterQuery one;
    one.text = "77";
    rows_.push_back(timed("search of one number", 11, [&] { return page(one); }));
  }
  void commands() {
    std::vector<MatterId> ids;
    int n = 0;
    const auto base = fmt::format("bench{}.", last_.value);
    rows_.push_back(timed("open, durable", 101, [&] {
      kernel::Command c;
      c.id = base + std::to_string(++n);
      c.by = {person(3, 2)};
      c.verb = kernel::Verb::kOpen;
      c.playbook = "report";
      c.unit = {street(3)};
      c.fields = {{"title", "量一下"}};
      ids.push_back(must(desk_->execute(c)).matter);
      return std::string();
    }));
    std::size_t next = 0;
    rows_.push_back(timed("move, durable", 101, [&] {
      const auto id = ids[next++];
      auto reader = must(store_->read());
      kernel::Command c;
      c.id = base + std::to_string(++n);
      c.by = reader->matter(id)->holder;
      c.verb = kernel::Verb::kMove;
      c.move = "submit";
      c.matter = id;
      c.fields = {{"result", "好"}};
      must(desk_->execute(c));
      return std::string();
    }));
  }

  fs::path dir_;
  ManualClock clock_;
  std::unique_ptr<kernel::Store> store_;
  std::unique_ptr<kernel::Desk> desk_;
  Position last_;
  std::vector<Row> rows_;
};

void fill(const fs::path& dir, std::int64_t matters) {
  const fs::path part = dir.string() + ".part";
  fs::remove_all(part);
  {
    Filler f(part, matters);
    f.run();
  }
  fs::rename(part, dir);
}

}  // namespace

int main(int argc, char** argv) {
  static std::vector<std::string> usual{"growth_bench", "build/growth", "10000", "100000"};
  static char* usual_words[] = {usual[0].data(), usual[1].data(), usual[2].data(), usual[3].data()};
  if (argc == 1) {
    argc = 4;
    argv = usual_words;
  }
  if (argc < 3) stop("growth_bench DIR MATTERS [MATTERS...]");
  std::ofstream csv;
  if (const auto* to = std::getenv("GUATU_GROWTH_CSV"); to != nullptr) csv.open(to, std::ios::app);
  for (int i = 2; i < argc; ++i) {
    const std::int64_t matters = std::atoll(argv[i]);
    const auto dir = fs::path(argv[1]) / std::to_string(matters);
    fs::create_directories(argv[1]);
    if (!fs::exists(dir)) fill(dir, matters);
    Measure m(dir);
    const auto rows = m.run();
    fmt::print("{} matters, {} events, {} MB on disk, {} MB of memory, {} MB without the mapped file\n",
               matters, m.last().value, fs::file_size(dir / "guatu.db") >> 20U, memory_kb("VmRSS") / 1024,
               memory_kb("RssAnon") / 1024);
    for (const auto& r : rows) {
      fmt::print("  {:<44} {:>10.2f} ms   first {:>10.2f} ms   {}\n", r.name, r.median_ms, r.first_ms,
                 r.checksum());
      if (csv)
        csv << matters << ',' << '"' << r.name << '"' << ',' << fmt::format("{:.3f}", r.median_ms) << '\n';
    }
  }
  return 0;
}
