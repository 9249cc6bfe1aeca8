/**
 * One page of a range with groups, stepping from group to group, so that the cost is of what is shown, not of
 * what is folded. Stable: all of it is of the moment at which the calling statement began.
 */
export const GROUPS_FUNCTION = `
CREATE FUNCTION parley.group_of(key bytea, part integer) RETURNS bytea LANGUAGE plpgsql IMMUTABLE AS $$
DECLARE
  ending integer := 0;
  found integer;
BEGIN
  FOR n IN 0 .. part LOOP
    found := position('\\x00'::bytea IN substring(key FROM ending + 1));
    IF found = 0 THEN RETURN NULL; END IF;
    ending := ending + found;
  END LOOP;
  RETURN substring(key FROM 1 FOR ending);
END $$;

CREATE FUNCTION parley.groups(low bytea, high bytea, backward boolean, most integer, part integer)
RETURNS TABLE (key bytea, revision bigint, value text, is_group boolean)
LANGUAGE plpgsql STABLE SET enable_seqscan = off SET jit = off AS $$
DECLARE
  one parley.document;
  common bytea;
BEGIN
  FOR n IN 1 .. most LOOP
    IF backward THEN
      SELECT * INTO one FROM parley.document d WHERE d.key >= low AND d.key < high
      ORDER BY d.key DESC LIMIT 1;
    ELSE
      SELECT * INTO one FROM parley.document d WHERE d.key >= low AND d.key < high
      ORDER BY d.key LIMIT 1;
    END IF;
    EXIT WHEN one.key IS NULL;
    common := parley.group_of(one.key, part);
    key := coalesce(common, one.key);
    is_group := common IS NOT NULL;
    revision := one.revision;
    value := CASE WHEN is_group THEN NULL ELSE one.value END;
    RETURN NEXT;
    IF backward THEN high := key;
    ELSIF is_group THEN low := substring(common FROM 1 FOR length(common) - 1) || '\\x01'::bytea;
    ELSE low := one.key || '\\x00'::bytea;
    END IF;
  END LOOP;
END $$;
`
