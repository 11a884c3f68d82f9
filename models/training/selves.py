"""Relations that no model can mean: of one bearer with itself. Twin of engine/extract/self-facts.ts, which tells the reasons."""
BEARERS = ("i me my mine myself we us our ours ourselves", "you your yours yourself yourselves", "he him his himself",
           "she her hers herself", "it its itself", "they them their theirs themselves")
BEARER_OF = {word: k for k, words in enumerate(BEARERS) for word in words.split()}


def bearer(words):
    """Of a name of these words: which bearer a lone pronoun speaks of. "US" and "IT" are names."""
    (word, *more) = words
    return None if more or len(word) > 1 and word == word.upper() else BEARER_OF.get(word.lower())


def are_one_bearer(words, a, b) -> bool:
    first, second = (bearer(words[m[0] : m[1]]) for m in (a, b))
    return first is not None and first == second


def drop_self_facts(words, mentions, relations):
    return mentions, [r for r in relations if not are_one_bearer(words, mentions[r[0]], mentions[r[1]])]
