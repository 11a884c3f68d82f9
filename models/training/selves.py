"""Relations of one bearer with itself, which a head may refuse: "I" with "my". Twin of engine/extract/self-facts.ts.

KnowledgeNet marks pronouns and judges few properties of a passage, so `general` has learned to say "I – Parent_Of – my". Of its
facts between two words of one row 2 in 56 were right on KnowledgeNet's fold 3, and they were half of what it said of speeches
that name nobody. Gold has 11 such facts in 7,800, as "He was a son of Wen, who …, his brother".
"""
PRONOUNS = [row.split() for row in ("i me my mine myself we us our ours ourselves", "you your yours yourself yourselves", "he him his himself",
                                    "she her hers herself", "it its itself", "they them their theirs themselves")]
REFUSES = {"general"}


def bearer(words, pronouns):
    """Of a name of these words: the row of a lone pronoun, or None. "US" and "IT" are names."""
    (word, *more) = words
    rows = () if more or len(word) > 1 and word == word.upper() else [k for k, row in enumerate(pronouns) if word.lower() in row]
    return rows[0] if rows else None


def drop_self_facts(words, mentions, relations, pronouns=()):
    of = [bearer(words[m[0] : m[1]], pronouns) for m in mentions]
    return mentions, [r for r in relations if of[r[0]] is None or of[r[0]] != of[r[1]]]
