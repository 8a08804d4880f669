// The store of notices: one connection under a lock. What its functions mean stands in notices/ports.h.
#include "guatu/store/notices.h"

#include <sqlite3.h>
#include <sys/stat.h>

#include <algorithm>
#include <filesystem>
#include <mutex>

#include "guatu/kernel/ports.h"
#include "guatu/store/sqlite/connection.h"
#include "guatu/store/sqlite/guarded.h"
#include "guatu/store/sqlite/migrate.h"

namespace guatu::store {

namespace sqlite {

namespace {

namespace fs = std::filesystem;
using kernel::StoreFailure;
using notices::Delivery;
using notices::Digest;
using notices::Gathered;
using notices::Mark;
using notices::NewNotice;
using notices::Notice;
using notices::Pause;

/// `guan`, of notices.db.
constexpr std::int64_t kNoticesApplicationId = 0x6775616e;

constexpr const char* kNoticeColumns =
    "n.id, n.position, n.person_id, n.matter_id, n.kind, n.happened_at, n.not_before";
constexpr const char* kDigestColumns =
    "id, channel, person_id, body, state, tries, next_at, error, made_at, sent_at";

Notice notice_of(const Statement& s) {
  Notice n{s.integer(0), {s.integer(1)}, {s.text(2)}, {s.integer(3)}, {}, {s.integer(5)}, {s.integer(6)}};
  notices::from_text(s.text(4), n.kind);
  return n;
}

Digest digest_of(const Statement& s) {
  Digest d{s.text(0),      s.text(1),          {s.text(2)},
           s.text(3),      Delivery::kWaiting, static_cast<int>(s.integer(5)),
           {s.integer(6)}, s.text(7),          {s.integer(8)},
           {s.integer(9)}};
  for (const auto state : {Delivery::kSent, Delivery::kFailed})
    if (s.text(4) == notices::text_of(state)) d.state = state;
  return d;
}

class SqliteNoticeStore final : public notices::NoticeStore {
 public:
  SqliteNoticeStore(const std::string& file, const ConnectionOptions& options) : db_(file, options) {}

  Result<Mark> mark() override {
    return with([&]() -> Result<Mark> {
      auto s = db_.statement("select position, began_at, ledger from notice_mark");
      return s->step() ? Mark{{s->integer(0)}, {s->integer(1)}, s->text(2)} : Mark{};
    });
  }

  Result<void> begin(const Mark& m) override {
    return change([&] {
      db_.run("delete from outgoing; delete from digests; delete from notices; delete from notices_read");
      run("insert or replace into notice_mark (id, ledger, position, began_at) values (1, $1, $2, $3)",
          {m.ledger, m.position.value, m.began_at.us});
    });
  }

  Result<void> add(const std::vector<NewNotice>& all, Position up_to) override {
    return change([&] {
      for (const auto& a : all) {
        const auto& n = a.notice;
        auto s = db_.statement(
            "insert into notices (position, person_id, matter_id, kind, happened_at, not_before) values ($1, "
            "$2, $3, $4, $5, $6) on conflict (position, person_id) do nothing");
        s->bind_all({n.position.value, n.person.value, n.matter.value, std::string(notices::text_of(n.kind)),
                     n.happened_at.us, n.not_before.us});
        s->run();
        // `returning` would make a table of its own for every row.
        if (sqlite3_changes(db_.handle()) == 0) continue;
        const auto id = static_cast<std::int64_t>(sqlite3_last_insert_rowid(db_.handle()));
        for (const auto& c : a.channels)
          run("insert into outgoing (notice_id, channel, digest_id) values ($1, $2, '')", {id, c});
      }
      run("update notice_mark set position = $1", {up_to.value});
    });
  }

  Result<void> forget_after(Position last) override {
    return change([&] {
      run("delete from outgoing where notice_id in (select id from notices where position > $1)",
          {last.value});
      run("delete from notices where position > $1", {last.value});
      run("update notice_mark set position = $1 where position > $1", {last.value});
    });
  }

  Result<std::vector<Notice>> of(const PersonId& person, std::int64_t before, int limit) override {
    return notices_where(
        "from notices n where n.person_id = $1 and ($2 = 0 or n.id < $2) "
        "order by n.id desc limit $3",
        {person.value, before, std::int64_t{limit}});
  }

  Result<std::int64_t> read_up_to(const PersonId& person) override {
    return with([&]() -> Result<std::int64_t> {
      auto s = db_.statement("select up_to from notices_read where person_id = $1");
      s->bind(1, person.value);
      return s->step() ? s->integer(0) : 0;
    });
  }

  Result<std::int64_t> mark_read(const PersonId& person, std::int64_t up_to) override {
    GUATU_TRY_VOID(change([&] {
      run("insert into notices_read (person_id, up_to) select $1, min($2, ifnull(max(id), 0)) from notices "
          "where person_id = $1 on conflict (person_id) do update set up_to = max(up_to, excluded.up_to)",
          {person.value, up_to});
    }));
    return read_up_to(person);
  }

  Result<std::vector<Gathered>> gathered(Instant now) override {
    return with([&]() -> Result<std::vector<Gathered>> {
      auto s = db_.statement(
          "select o.channel, n.person_id, min(n.not_before) from outgoing o join notices n on n.id = "
          "o.notice_id where o.digest_id = '' and n.not_before <= $1 group by 1, 2 order by 3, 1, 2");
      s->bind(1, now.us);
      std::vector<Gathered> out;
      while (s->step()) out.push_back({s->text(0), {s->text(1)}, {s->integer(2)}});
      return out;
    });
  }

  Result<std::vector<Notice>> waiting_for(const std::string& channel, const PersonId& person,
                                          Instant now) override {
    return notices_where(
        "from outgoing o join notices n on n.id = o.notice_id where o.digest_id = '' and "
        "o.channel = $1 and n.person_id = $2 and n.not_before <= $3 order by n.id",
        {channel, person.value, now.us});
  }

  Result<void> put_digest(const Digest& d, const std::vector<Notice>& of) override {
    return change([&] {
      run("insert into digests (id, channel, person_id, body, state, tries, next_at, error, made_at, "
          "sent_at) values ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10)",
          {d.id, d.channel, d.person.value, d.body, std::string(notices::text_of(d.state)),
           std::int64_t{d.tries}, d.next_at.us, d.error, d.made_at.us, d.sent_at.us});
      for (const auto& n : of)
        run("update outgoing set digest_id = $1 where notice_id = $2 and channel = $3",
            {d.id, n.id, d.channel});
    });
  }

  Result<std::vector<Digest>> due(const std::string& channel, Instant now, int limit) override {
    return digests_where(
        "where state = 'waiting' and channel = $1 and next_at <= $2 order by next_at, id "
        "limit $3",
        {channel, now.us, std::int64_t{limit}});
  }

  Result<void> note(const Digest& d, const Pause& pause) override {
    return change([&] {
      run("update digests set state = $2, tries = $3, next_at = $4, error = $5, sent_at = $6 where id = $1",
          {d.id, std::string(notices::text_of(d.state)), std::int64_t{d.tries}, d.next_at.us, d.error,
           d.sent_at.us});
      run("insert or replace into pauses (channel, until_at, failures) values ($1, $2, $3)",
          {d.channel, pause.until.us, std::int64_t{pause.failures}});
    });
  }

  Result<std::vector<Digest>> deliveries(const std::string& state, const std::string& before,
                                         int limit) override {
    return digests_where(
        "where ($1 = '' or state = $1) and ($2 = '' or (made_at, id) < (select made_at, id "
        "from digests where id = $2)) order by made_at desc, id desc limit $3",
        {state, before, std::int64_t{limit}});
  }

  Result<std::vector<Instant>> uses(const std::string& channel, Instant since) override {
    return with([&]() -> Result<std::vector<Instant>> {
      auto s = db_.statement("select used_at from uses where channel = $1 and used_at > $2 order by used_at");
      s->bind_all({channel, since.us});
      std::vector<Instant> out;
      while (s->step()) out.push_back({s->integer(0)});
      return out;
    });
  }

  Result<void> add_use(const std::string& channel, Instant at) override {
    return change([&] {
      run("insert into uses (channel, used_at) values ($1, $2)", {channel, at.us});
      run("delete from uses where channel = $1 and used_at < $2", {channel, at.us - kDayUs});
    });
  }

  Result<Pause> pause(const std::string& channel) override {
    return with([&]() -> Result<Pause> {
      auto s = db_.statement("select until_at, failures from pauses where channel = $1");
      s->bind(1, channel);
      return s->step() ? Pause{{s->integer(0)}, static_cast<int>(s->integer(1))} : Pause{};
    });
  }

  Result<void> drop_before(Instant t) override {
    return change([&] {
      // What still waits for a channel stays, however old.
      run("delete from outgoing where digest_id <> '' and digest_id in (select id from digests where made_at "
          "< $1 and state <> 'waiting')",
          {t.us});
      run("delete from digests where made_at < $1 and state <> 'waiting'", {t.us});
      run("delete from notices where happened_at < $1 and id not in (select notice_id from outgoing)",
          {t.us});
    });
  }

 private:
  template <class F>
  auto with(F&& f) -> decltype(f()) {
    return guarded([&] {
      const std::lock_guard lock(mutex_);
      return f();
    });
  }
  template <class F>
  Result<void> change(F&& f) {
    return with([&]() -> Result<void> {
      db_.run("begin immediate");
      try {
        f();
        db_.run("commit");
      } catch (...) {
        if (db_.in_transaction()) db_.run("rollback");
        throw;
      }
      return {};
    });
  }
  void run(std::string_view sql, const std::vector<Value>& values) {
    auto s = db_.statement(sql);
    s->bind_all(values);
    s->run();
  }
  Result<std::vector<Notice>> notices_where(const char* rest, const std::vector<Value>& values) {
    return with([&]() -> Result<std::vector<Notice>> {
      auto s = db_.statement(std::string("select ") + kNoticeColumns + " " + rest);
      s->bind_all(values);
      std::vector<Notice> out;
      while (s->step()) out.push_back(notice_of(*s));
      return out;
    });
  }
  Result<std::vector<Digest>> digests_where(const char* rest, const std::vector<Value>& values) {
    return with([&]() -> Result<std::vector<Digest>> {
      auto s = db_.statement(std::string("select ") + kDigestColumns + " from digests " + rest);
      s->bind_all(values);
      std::vector<Digest> out;
      while (s->step()) out.push_back(digest_of(*s));
      return out;
    });
  }

  std::mutex mutex_;
  Connection db_;
};

}  // namespace

}  // namespace sqlite

Result<std::unique_ptr<notices::NoticeStore>> open_notices(const std::string& dir, bool is_synced) {
  using namespace sqlite;
  return guarded([&]() -> Result<std::unique_ptr<notices::NoticeStore>> {
    const auto file = (std::filesystem::path(dir) / "notices.db").string();
    ConnectionOptions options;
    options.access = Access::kCreate;
    options.is_synced = is_synced;
    {
      // The steps are one transaction, so that a crash leaves an empty file or a whole one.
      Connection c(file, options);
      ::chmod(file.c_str(), 0600);
      const auto id = c.integer_of("pragma application_id");
      if (id != kNoticesApplicationId && (id != 0 || c.integer_of("select count(*) from sqlite_schema") != 0))
        return Error("store.not_guatu", "", {{"file", file}});
      GUATU_TRY_VOID(migrate(c, notice_migrations_for("sqlite"), true, kNoticesApplicationId));
      c.run("pragma journal_mode=wal");
    }
    options.access = Access::kReadWrite;
    return std::unique_ptr<notices::NoticeStore>(std::make_unique<SqliteNoticeStore>(file, options));
  });
}

}  // namespace guatu::store
