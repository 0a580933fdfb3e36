-- The functions of the event store, laid anew by every migration that renews them.
-- :owner    the role that owns the store
-- :service  the role the service connects as: it may run these and read, and nothing else
-- What each is for: docs/event-store.md.

SET ROLE :owner;

-- The link of the chain. The byte layout is written down, with a vector, in docs/hash-chain.md.
CREATE OR REPLACE FUNCTION es.link(
  prev bytea, part int, pos bigint, event_id uuid, stream bytea, version int,
  type bytea, schema smallint, recorded_us bigint, data bytea, meta bytea
) RETURNS bytea LANGUAGE sql IMMUTABLE PARALLEL SAFE AS $$
  SELECT sha256(
    prev || int4send(part) || int8send(pos) || uuid_send(event_id)
    || int4send(length(stream)) || stream || int4send(version)
    || int4send(length(type)) || type || int2send(schema) || int8send(recorded_us)
    || int4send(length(data)) || data || int4send(length(meta)) || meta)
$$;

-- Appends many commands in one round trip and one commit. Every command stands alone: one that is
-- stale or repeated leaves its neighbours untouched. Outcomes: applied, stale, replayed, reused.
-- What the whole batch must know is asked in one query, what it adds is written in one statement;
-- in between the commands are gone through in order. A generic plan, because planning anew for
-- every length of the arrays costs more than the rest of a small batch.
CREATE OR REPLACE FUNCTION es.append_batch(
  p_part int,
  c_client text[], c_id uuid[], c_fingerprint bytea[], c_keep interval[], c_answer bytea[],
  c_guards int[], c_events int[],            -- how many of the following belong to each command
  g_stream text[], g_version int[],
  e_stream text[], e_id uuid[], e_type text[], e_schema smallint[], e_data bytea[], e_meta bytea[]
) RETURNS TABLE (
  outcome text, first_pos bigint, events int, recorded_at timestamptz, answer bytea,
  stale_stream text, stale_version int
) LANGUAGE plpgsql SECURITY DEFINER
  SET search_path = es, pg_temp SET plan_cache_mode = force_generic_plan AS $$
#variable_conflict use_column
DECLARE
  known    record;
  repeats  boolean;    -- whether any of these commands was answered before
  head     bytea;
  next_pos bigint;
  now_at   timestamptz;
  now_us   bigint;
  g        int := 0;   -- guards and events already consumed
  e        int := 0;
  at_guard int;
  g_first  int[];      -- the first guard on the same stream: it alone keeps the version
  g_now    int[];      -- that version, moving with the batch
  c_first  bigint[] := array_fill(NULL::bigint, ARRAY[cardinality(c_answer)]);
  v        int[]    := array_fill(NULL::int, ARRAY[cardinality(e_id)]);
  p        bigint[] := array_fill(NULL::bigint, ARRAY[cardinality(e_id)]);
  h        bytea[]  := array_fill(NULL::bytea, ARRAY[cardinality(e_id)]);
BEGIN
  PERFORM pg_advisory_xact_lock(1819632489, p_part);
  SELECT coalesce(last.pos, 0) + 1, coalesce(last.hash, begin.genesis),
      greatest(clock_timestamp(), last.recorded_at),
      ARRAY(
        SELECT min(n.i) OVER (PARTITION BY n.stream)
        FROM unnest(g_stream) WITH ORDINALITY AS n(stream, i) ORDER BY n.i),
      ARRAY(
        SELECT coalesce((SELECT max(ev.version) FROM es.event ev
                         WHERE ev.part = p_part AND ev.stream = n.stream), 0)
        FROM unnest(g_stream) WITH ORDINALITY AS n(stream, i) ORDER BY n.i),
      EXISTS (
        SELECT FROM unnest(c_client, c_id) AS n(client, id) WHERE (
          SELECT true FROM es.command k
          WHERE k.part = p_part AND k.client = n.client AND k.command_id = n.id))
    INTO STRICT next_pos, head, now_at, g_first, g_now, repeats
    FROM es.partition begin
    LEFT JOIN LATERAL (
      SELECT ev.pos, ev.hash, ev.recorded_at FROM es.event ev
      WHERE ev.part = p_part ORDER BY ev.pos DESC LIMIT 1) last ON true
    WHERE begin.part = p_part;
  now_us := (extract(epoch FROM now_at) * 1000000)::bigint;

  FOR c IN 1 .. cardinality(c_answer) LOOP
    outcome := 'applied'; first_pos := next_pos; events := c_events[c]; recorded_at := now_at;
    answer := c_answer[c]; stale_stream := NULL; stale_version := NULL;

    IF repeats THEN
      SELECT k.fingerprint, k.first_pos, k.events, k.recorded_at, k.answer INTO known
        FROM es.command k
        WHERE k.part = p_part AND k.client = c_client[c] AND k.command_id = c_id[c];
      IF FOUND THEN
        outcome := CASE WHEN known.fingerprint = c_fingerprint[c] THEN 'replayed' ELSE 'reused' END;
        first_pos := known.first_pos; events := known.events;
        recorded_at := known.recorded_at; answer := known.answer;
      END IF;
    END IF;

    IF outcome = 'applied' THEN
      FOR i IN g + 1 .. g + c_guards[c] LOOP
        IF g_now[g_first[i]] <> g_version[i] THEN
          outcome := 'stale'; stale_stream := g_stream[i]; stale_version := g_now[g_first[i]];
          EXIT;
        END IF;
      END LOOP;
    END IF;

    IF outcome = 'applied' THEN
      c_first[c] := next_pos;
      FOR i IN e + 1 .. e + c_events[c] LOOP
        at_guard := g + 1;
        WHILE g_stream[at_guard] <> e_stream[i] AND at_guard < g + c_guards[c] LOOP
          at_guard := at_guard + 1;
        END LOOP;
        IF c_guards[c] = 0 OR g_stream[at_guard] <> e_stream[i] THEN
          RAISE EXCEPTION 'event on % without a guard', e_stream[i];
        END IF;
        at_guard := g_first[at_guard];
        g_now[at_guard] := g_now[at_guard] + 1;
        head := es.link(head, p_part, next_pos, e_id[i], convert_to(e_stream[i], 'UTF8'),
          g_now[at_guard], convert_to(e_type[i], 'UTF8'), e_schema[i], now_us, e_data[i], e_meta[i]);
        v[i] := g_now[at_guard]; p[i] := next_pos; h[i] := head;
        next_pos := next_pos + 1;
      END LOOP;
    END IF;
    g := g + c_guards[c];
    e := e + c_events[c];
    RETURN NEXT;
  END LOOP;

  INSERT INTO es.event
    SELECT p_part, n.pos, n.id, n.stream, n.version, n.type, n.schema, n.data, n.meta, now_at, n.hash
    FROM unnest(p, e_id, e_stream, v, e_type, e_schema, e_data, e_meta, h)
      AS n(pos, id, stream, version, type, schema, data, meta, hash)
    WHERE n.pos IS NOT NULL;
  IF num_nonnulls(VARIADIC c_client) > 0 THEN
    INSERT INTO es.command
      SELECT p_part, n.client, n.id, n.fingerprint, n.first, n.events, n.answer, now_at,
        now_at + n.keep
      FROM unnest(c_client, c_id, c_fingerprint, c_first, c_events, c_answer, c_keep)
        AS n(client, id, fingerprint, first, events, answer, keep)
      WHERE n.client IS NOT NULL AND n.first IS NOT NULL;
  END IF;
END $$;

-- The events of each stream from a version on, of all streams as of one moment. A generic plan here
-- too: nothing in it depends on how many streams are asked for.
CREATE OR REPLACE FUNCTION es.read_on(p_part int, k_stream text[], k_version int[]) RETURNS SETOF es.event
  LANGUAGE plpgsql STABLE
  SET search_path = es, pg_temp SET plan_cache_mode = force_generic_plan AS $$
BEGIN
  RETURN QUERY
    SELECT ev.* FROM unnest(k_stream, k_version) AS k(stream, version) CROSS JOIN LATERAL (
      SELECT * FROM es.event
      WHERE part = p_part AND stream = k.stream AND version >= k.version
      ORDER BY version OFFSET 0) AS ev;
END $$;

-- Waits until every append that was under way has ended, so that a question about "now" has one answer.
CREATE OR REPLACE FUNCTION es.settle(p_part int) RETURNS void LANGUAGE plpgsql SECURITY DEFINER
  SET search_path = es, pg_temp AS $$
BEGIN
  PERFORM pg_advisory_xact_lock_shared(1819632489, p_part);
END $$;

-- Answers are kept for thirty days; reactions' for ever.
CREATE OR REPLACE FUNCTION es.forget_answers() RETURNS bigint LANGUAGE sql SECURITY DEFINER
  SET search_path = es, pg_temp AS $$
  WITH gone AS (DELETE FROM es.command WHERE keep_until < clock_timestamp() RETURNING 1)
  SELECT count(*) FROM gone
$$;

REVOKE ALL ON ALL FUNCTIONS IN SCHEMA es FROM PUBLIC;
GRANT EXECUTE ON FUNCTION
  es.append_batch(int, text[], uuid[], bytea[], interval[], bytea[], int[], int[], text[], int[],
    text[], uuid[], text[], smallint[], bytea[], bytea[]),
  es.read_on(int, text[], int[]), es.settle(int), es.forget_answers()
  TO :service;
RESET ROLE;
