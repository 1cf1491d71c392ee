"""The slow, obvious twins of the kernels that origins are found with: readings, communities, painting."""

from __future__ import annotations

NEAR = 4


def link_readings(sentences, spans, shortest, union, least):
    """Return the sets of sentences that are readings of one, and the best of the others for each.

    Sentences are lists of (stem, is prose); spans are pairs of sides, each (first word, word behind the last, first
    sentence, sentence behind the last), words counted over all sentences.
    """
    starts = [0]
    for sentence in sentences:
        starts.append(starts[-1] + len(sentence))
    sets = [{at} for at in range(len(sentences))]
    best = [(0.0, -1)] * len(sentences)

    def stems(at):
        return {stem for stem, prose in sentences[at] if prose}

    def counts(at, start, stop):
        words = [starts[at] + place for place, (_, prose) in enumerate(sentences[at]) if prose]
        inside = sum(start <= word < stop for word in words)
        return len(words) >= shortest and 2 * inside >= len(words)

    for (start, stop, first, end), (other_start, other_stop, other_first, other_end) in spans:
        rows, columns = end - first, other_end - other_first
        share = {}
        for i in range(rows):
            for j in range(columns):
                near = abs((2 * i + 1) * columns - (2 * j + 1) * rows) <= 2 * NEAR * max(rows, columns)
                one, other = first + i, other_first + j
                if near and counts(one, start, stop) and counts(other, other_start, other_stop):
                    share[i, j] = len(stems(one) & stems(other)) / max(len(stems(one)), len(stems(other)))
        for (i, j), value in share.items():
            row = max((share.get((i, k), 0.0), -k) for k in range(columns))
            column = max((share.get((k, j), 0.0), -k) for k in range(rows))
            if value == 0 or value < least or row != (value, -j) or column != (value, -i):
                continue
            one, other = first + i, other_first + j
            if value >= union:
                both = sets[one] | sets[other]
                for each in both:
                    sets[each] = both
                continue
            for each, partner in ((one, other), (other, one)):
                if value > best[each][0] or (value == best[each][0] and partner < best[each][1]):
                    best[each] = value, partner
    return [min(members) for members in sets], best


def most_of(labels, spans):
    """Return the label that each span has most words of; labels are those of words, None for none."""
    found = []
    for start, stop in spans:
        inside = [label for label in labels[start:stop] if label is not None]
        counts = sorted({(-inside.count(label), label) for label in inside})
        found.append((counts[0][1], -counts[0][0]) if counts else (-1, 0))
    return found


def label_tokens(labels, prose, spans, otherwise):
    """Return the label of each word: that of its sentence, else of the first span that holds it; None outside."""
    found = [None] * len(labels)
    for (start, stop), label in zip(spans, otherwise, strict=True):
        for word in range(start, stop):
            if prose[word] and found[word] is None:
                chosen = labels[word] if labels[word] is not None else label
                found[word] = chosen if chosen is not None and chosen >= 0 else None
    return found


def quality(edges, sizes, resolution, label):
    """Return the quality of a partition; edges are (node, node, weight)."""
    inside = sum(weight for one, other, weight in edges if label[one] == label[other])
    pairs = [(a, b) for a in range(len(sizes)) for b in range(a) if label[a] == label[b]]
    return inside - resolution * sum(sizes[a] * sizes[b] for a, b in pairs)


def paint(spans, prose, kind, kinds, sources):
    """Paint spans (start, stop, value) over words, one over the other."""
    for start, stop, value in spans:
        for word in range(start, stop):
            if prose[word]:
                kinds[word], sources[word] = kind, value
