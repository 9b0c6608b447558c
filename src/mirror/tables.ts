/**
 * `visits` has a row for each session, ascending by time where many were made at once: `session` as in `cut_sessions` or the
 * ordinal of a given one, and what `SESSION_FIELDS` and measures of sessions tell. `actor`, `day` and `hour` are those of all its
 * events, and not there where these differ. Texts are ordinals of `vals`, those of words of ours of `words`. `session_state` says
 * which events all that is of: those before its `row`, or none where it has no row.
 */
const CREATE_SESSION_TABLES = `
CREATE TABLE m.main.visits(
  session BIGINT, cut_of INTEGER, first_ms BIGINT, last_ms BIGINT, actor INTEGER, "day" INTEGER, "hour" INTEGER,
  events INTEGER, views INTEGER, entry INTEGER, "exit" INTEGER, utm_source INTEGER, utm_medium INTEGER,
  utm_campaign INTEGER, utm_term INTEGER, utm_content INTEGER, channel INTEGER, origin INTEGER, country INTEGER);
CREATE TABLE m.main.words(ordinal INTEGER, "text" VARCHAR);
CREATE TABLE m.main.origins(
  utm_source INTEGER, utm_medium INTEGER, has_campaign BOOLEAN, referrer INTEGER, channel INTEGER, origin INTEGER);
CREATE TABLE m.main.places(zone INTEGER, lang INTEGER, country INTEGER);
CREATE TABLE m.main.session_state("row" INTEGER, origins VARCHAR);
`;

/**
 * Tables of a mirror, in the attached database `m`, which may be a file. Strings are ordinals of the
 * project's dictionaries; those are tables too. `facts` grows a column `p<key>` (`vals` ordinal) and
 * `n<key>` (number) as property keys are seen; `layout` says which. A change of any of these is
 * another {@link MIRROR_LAYOUT}.
 */
export const CREATE_TABLES = `${CREATE_SESSION_TABLES}
CREATE TABLE m.main.facts(
  "row" INTEGER, ts BIGINT, "hour" INTEGER, "day" INTEGER, shift INTEGER, name INTEGER,
  distinct_ INTEGER, actor INTEGER, user_ INTEGER, session_ INTEGER, source INTEGER);
CREATE TABLE m.main.names(
  ordinal INTEGER, type VARCHAR, name VARCHAR, hidden BOOLEAN, same_name INTEGER, same_type INTEGER);
CREATE TABLE m.main.people(ordinal INTEGER, "text" VARCHAR, identified BOOLEAN);
CREATE TABLE m.main.vals(ordinal INTEGER, "text" VARCHAR, tag INTEGER, num DOUBLE);
CREATE TABLE m.main.sessions(ordinal INTEGER, "text" VARCHAR);
CREATE TABLE m.main.layout(key INTEGER, kinds INTEGER, text BOOLEAN, number BOOLEAN, overflow BOOLEAN);
CREATE TABLE m.main.checkpoint(
  generation BIGINT, sequence BIGINT, "rows" BIGINT, next_row BIGINT, given_sessions BOOLEAN, json_null INTEGER);
INSERT INTO m.main.checkpoint VALUES (0, 0, 0, 0, false, NULL);
`;

/** Names the tables above, and what fills them, channels and countries too: a file of another layout is not read. */
export const MIRROR_LAYOUT = 3;

/** What is handed over from the rollups, in memory always: those keep it, and number it anew when they open. */
export const CREATE_JOIN_TABLES = `
CREATE TABLE joins.main.identity(distinct_ INTEGER, canonical INTEGER);
CREATE TABLE joins.main.cut_sessions(distinct_ INTEGER, start_ms BIGINT, end_ms BIGINT, session BIGINT);
`;

/** As in the database's rows: ordinals of cut sessions begin here. */
export const FIRST_CUT_SESSION = 0x8000_0000;
