// Every limit of the product: value, unit, reason, what happens beyond it.
// A limit that is not here does not exist. Related limits are tied by static_assert.
#pragma once

#include <cstddef>
#include <cstdint>

namespace guatu::limits {

// --- files that people write -------------------------------------------------------------------------------
/// Bytes of one YAML file (playbook, calendar, script). The largest we ship is under 200 KB. → yaml.too_large
inline constexpr std::size_t kMaxYamlBytes = 2 << 20;
/// Nesting of YAML or JSON; 12 is the deepest we ship. → yaml.too_deep
inline constexpr int kMaxYamlDepth = 24;
/// Problems reported for one file; beyond that the reader stops, so that a wrong file type stays readable.
inline constexpr std::size_t kMaxProblems = 100;

// --- texts and fields --------------------------------------------------------------------------------------
/// Characters of a title: what fits on two lines of a printed ledger. → field.too_long
inline constexpr std::size_t kMaxTitleChars = 200;
/// Characters of one text field unless the playbook says less: about five A4 pages. → field.too_long
inline constexpr std::size_t kMaxTextChars = 8'000;
/// Characters of a reason. → field.too_long
inline constexpr std::size_t kMaxReasonChars = 2'000;
/// Bytes of one command as it arrives; refused before it is read. → command.too_large
inline constexpr std::size_t kMaxCommandBytes = 1 << 20;
/// Items of one list field. → field.too_many
inline constexpr std::size_t kMaxListItems = 500;
/// Characters of an id chosen by people (person, unit, command). → text.id
inline constexpr std::size_t kMaxIdChars = 64;
/// Bytes of one attached file: a scanned file of some hundred pages. → cli.file_too_large
inline constexpr std::size_t kMaxFileBytes = 50 << 20;
/// Bytes of the list in a backup: about 200 a file, so some million files. → file.too_large
inline constexpr std::size_t kMaxManifestBytes = 512 << 20;
/// Fen of one money field: 100,000 bn yuan, well below 2^53 so that JSON readers keep it exact. → field.range
inline constexpr std::int64_t kMaxMoneyFen = 9'000'000'000'000'000;
static_assert(kMaxMoneyFen < (std::int64_t{1} << 53));

// --- playbooks ---------------------------------------------------------------------------------------------
/// States, moves, fields of one playbook: a person can no longer read more. → playbook.too_many
inline constexpr std::size_t kMaxStates = 64;
inline constexpr std::size_t kMaxMoves = 128;
inline constexpr std::size_t kMaxFields = 200;
/// `at_most` of a move: more than this is no bound that anybody would reach. → playbook.range
inline constexpr int kMaxAtMost = 99;
/// Configurations that the proof explores; the largest playbook we ship needs a few thousand. →
/// law.too_complex
inline constexpr std::size_t kMaxProofConfigs = 2'000'000;
/// Rungs of one ladder. → playbook.too_many
inline constexpr std::size_t kMaxRungs = 32;

// --- clocks ------------------------------------------------------------------------------------------------
/// Amount of one limit, in its unit, so that no addition overflows. → playbook.range
inline constexpr std::int64_t kMaxMinutes = 10'000'000;
inline constexpr std::int64_t kMaxHours = 200'000;
inline constexpr std::int64_t kMaxDays = 36'600;
inline constexpr std::int64_t kMaxWorkingDays = 5'000;
inline constexpr std::int64_t kMaxMonths = 1'200;
/// Stops, and extensions, of one clock. → clock.too_many_stops
inline constexpr std::size_t kMaxStops = 200;

// --- the ledger --------------------------------------------------------------------------------------------
/// Depth of the unit tree and of parent matters: a guard against rings. → people.too_deep, matter.too_deep
inline constexpr int kMaxTreeDepth = 16;
/// Clocks, links, helpers and copies of one matter. → matter.too_many
inline constexpr std::size_t kMaxPerMatter = 500;
/// Commands that share one commit: beyond some hundred the sync is no longer what costs. The rest follow in
/// the next one.
inline constexpr std::size_t kMaxGroup = 256;
/// Callers that wait at one desk. → desk.full, after waiting for room
inline constexpr std::size_t kMaxWaiting = 4'096;
static_assert(kMaxGroup <= kMaxWaiting);
/// Matters that a desk keeps in memory, the last used: about 5 KB each. Beyond it the oldest are read again.
inline constexpr std::size_t kMaxCachedMatters = 8'192;
/// Acts of a sweep that share one commit.
inline constexpr std::size_t kMaxSweepGroup = 512;
/// Rows of one page of a list. → list.range
inline constexpr std::size_t kMaxPageRows = 1'000;

/// Subtrees of the unit tree in one person's scope: a list is merged from one of each. → scope.too_many_units
inline constexpr std::size_t kMaxScopePaths = 32;

/// Matters migrated in one transaction, so that other writers wait for a second at most. The next transaction
/// takes the next ones.
inline constexpr std::size_t kMaxMigratedAtOnce = 1'000;

// --- HTTP --------------------------------------------------------------------------------------------------
/// Bytes of the target of a request: what proxies and browsers carry. → http.target_too_long
inline constexpr std::size_t kMaxTargetBytes = 8 << 10;
/// Query parameters of one request. → http.too_many_parameters
inline constexpr std::size_t kMaxQueryParameters = 100;
/// Bytes of the head of a request, cookies included; browsers send some 2 KB. → http.headers_too_large
inline constexpr std::size_t kMaxHeaderBytes = 16 << 10;
static_assert(kMaxTargetBytes < kMaxHeaderBytes);
/// Header fields of one request. → http.headers_too_large
inline constexpr std::size_t kMaxHeaderFields = 100;
/// Connections at once: an office with ten thousand screens, and room. About 10 KB each when idle. → 503,
/// closed
inline constexpr std::size_t kMaxConnections = 20'000;
/// Connections from one address that is no trusted proxy: a building behind one address. → 503, closed
inline constexpr std::size_t kMaxConnectionsPerPeer = 2'000;
/// Milliseconds that a connection may be idle between two requests. Longer than nginx keeps its own (60 s).
inline constexpr std::int64_t kIdleMs = 75'000;
/// Milliseconds from the first byte of a request to its last; for a body that goes to a sink, for each piece.
inline constexpr std::int64_t kRequestMs = 30'000;
/// Milliseconds that a handler, or the next piece of a streamed answer, may take. → http.slow_answer
inline constexpr std::int64_t kAnswerMs = 60'000;
/// Milliseconds that a client may take for one piece of an answer.
inline constexpr std::int64_t kWriteMs = 30'000;
/// Milliseconds that a stopping server waits for what runs. Less than the 90 s after which systemd kills.
inline constexpr std::int64_t kStopMs = 20'000;
/// Milliseconds between two looks at the deadlines of connections: how late a timeout may come.
inline constexpr std::int64_t kConnectionSweepMs = 500;
/// Milliseconds for which a refused client's bytes are read on, so that it can read its answer.
inline constexpr std::int64_t kLingerMs = 1'000;
/// Bytes of one piece of a streamed body, of one write, and of the log before it is written.
inline constexpr std::size_t kPieceBytes = 64 << 10;
inline constexpr std::size_t kWriteBytes = 256 << 10;
inline constexpr std::size_t kLogBytes = 32 << 10;
/// Bytes of an answer below which gzip is not worth its head.
inline constexpr std::size_t kMinGzipBytes = 1'400;
/// Bytes of the built web UI, kept in memory. What is beyond them is not served.
inline constexpr std::size_t kMaxStaticBytes = 32 << 20;
/// Pieces of work that wait for the pool. → http.busy
inline constexpr std::size_t kMaxPoolWaiting = 1'024;
/// Parameters in the path of a route: a guard for who writes routes.
inline constexpr std::size_t kMaxPathParameters = 4;

// --- accounts ----------------------------------------------------------------------------------------------
/// Memory and passes of one argon2id: OWASP's cheat sheet. More would be a way to use up the memory.
inline constexpr std::size_t kPasswordHashBytes = 19'456 * 1024;
inline constexpr unsigned kPasswordHashPasses = 2;
/// Passwords hashed at the same time, and those that wait for it: about five seconds of waiting. →
/// account.busy
inline constexpr std::size_t kPasswordSlots = 2;
inline constexpr std::size_t kPasswordWaiting = 200;
/// Bytes of a password as it arrives; 128 characters of 4 bytes fit. → account.wrong_login,
/// account.password_long
inline constexpr std::size_t kMaxPasswordBytes = 512;
/// Sessions and tokens kept in memory, the last used: under 1 KB each. Beyond it they are read again.
inline constexpr std::size_t kMaxCachedSessions = 20'000;
/// Sessions of one account; the oldest is ended by the next. Tokens and unused codes. → account.too_many
inline constexpr std::size_t kMaxSessions = 50;
inline constexpr std::size_t kMaxTokens = 100;
/// Rows of counted tries: an attacker with many addresses makes many. Beyond it the oldest go.
inline constexpr std::int64_t kMaxTries = 200'000;
/// Minutes that a step of logging in may take, tries of its code, and minutes of the first administrator's
/// code.
inline constexpr int kTicketMinutes = 10;
inline constexpr int kTicketTries = 5;
inline constexpr int kFirstCodeMinutes = 30;
/// Seconds between two notes of when a session was last used, so that a request costs no write.
inline constexpr int kSessionNoteSeconds = 60;
/// Milliseconds for which the people that the gate looked at are not looked at again.
inline constexpr int kPeopleGoodForMs = 20;
/// Codes that stand in for a lost telephone.
inline constexpr int kRecoveryCodes = 10;
/// Bytes of a text in the audit (what it was about). Longer ones are cut.
inline constexpr std::size_t kMaxAuditBytes = 500;
/// Operations and playbooks that one token names. → account.too_many
inline constexpr std::size_t kMaxScopeWords = 200;

}  // namespace guatu::limits
