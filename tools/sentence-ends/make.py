#!/usr/bin/env python3
"""Writes how likely a sentence is to end after a word, and after a pair of words, by the language model of pocketsphinx-en-us.

    python3 make.py ../../src/Futwork.Realtime/Turns/Languages/sentence_ends.en.txt

Needs the Debian packages libsphinxbase3 and pocketsphinx-en-us. Each line holds a word, the log odds of an end after it in tenths, and after
it `before:odds` for each word before it that moves them by 0.7 or more. What lies outside -3.5 to -0.5 tells nothing more.
"""
import ctypes
import math
import re
import sys

MODEL = b"/usr/share/pocketsphinx/model/en-us/en-us.lm.bin"
DICTIONARY = "/usr/share/pocketsphinx/model/en-us/cmudict-en-us.dict"
WORDS, BEFORE, WORTH = 6000, 2000, 0.7
LEAST, MOST = -3.5, -0.5

sphinx = ctypes.CDLL("libsphinxbase.so.3")
sphinx.logmath_init.restype = ctypes.c_void_p
sphinx.logmath_init.argtypes = [ctypes.c_double, ctypes.c_int, ctypes.c_int]
sphinx.logmath_exp.restype = ctypes.c_double
sphinx.logmath_exp.argtypes = [ctypes.c_void_p, ctypes.c_int]
sphinx.ngram_model_read.restype = ctypes.c_void_p
sphinx.ngram_model_read.argtypes = [ctypes.c_void_p, ctypes.c_char_p, ctypes.c_int, ctypes.c_void_p]
sphinx.ngram_wid.argtypes = [ctypes.c_void_p, ctypes.c_char_p]
sphinx.ngram_unknown_wid.argtypes = [ctypes.c_void_p]
sphinx.ngram_ng_score.argtypes = [ctypes.c_void_p, ctypes.c_int, ctypes.c_void_p, ctypes.c_int, ctypes.c_void_p]

logmath = sphinx.logmath_init(1.0001, 0, 0)
model = sphinx.ngram_model_read(None, MODEL, 2, logmath)
unknown = sphinx.ngram_unknown_wid(model)
end = sphinx.ngram_wid(model, b"</s>")
used = ctypes.c_int()


def probability(word, *history):
    """Of a word after others, the latest first; and how many words the model knows it by."""
    before = (ctypes.c_int * len(history))(*history)
    score = sphinx.ngram_ng_score(model, word, before, len(history), ctypes.byref(used))
    return sphinx.logmath_exp(logmath, score), used.value


def odds(*history):
    chance, words = probability(end, *history)
    return min(MOST, max(LEAST, math.log(chance / (1 - chance)))), words


def plain(word):
    """As the turn-taking splits words: letters alone."""
    return word.replace("'", "")


known = {line.split()[0] for line in open(DICTIONARY, encoding="utf-8")}
ids = {w: sphinx.ngram_wid(model, w.encode()) for w in known if re.fullmatch(r"[a-z']+", w)}
ids = {w: i for w, i in ids.items() if i != unknown}
common = sorted(ids, key=lambda w: -probability(ids[w])[0])[:WORDS]

with open(sys.argv[1], "w", encoding="utf-8", newline="\n") as out:
    written = set()
    for word in common:
        if plain(word) in written:
            continue
        written.add(plain(word))
        alone, _ = odds(ids[word])
        pairs = {}
        for before in common[:BEFORE]:
            after, words = odds(ids[word], ids[before])
            if words == 3 and abs(after - alone) >= WORTH:
                pairs.setdefault(plain(before), round(10 * after))
        print(plain(word), round(10 * alone), *(f"{before}:{after}" for before, after in pairs.items()), file=out)
