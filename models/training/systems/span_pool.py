"""Pooling of any span of words without ever forming [B, spans, N, d]."""
import torch

NONE = -1e30  # beyond a sentence, before a maximum: 0 could win


LONGEST = 512
LEVEL = [0] + [size.bit_length() - 1 for size in range(1, LONGEST + 1)]  # floor of the logarithm, by size


def powers(words):
    """L_0 = e, L_{m+1}[i] = max(L_m[i], L_m[i + 2^m]): [M,B,N,D], the maxima of 2^m words from i on."""
    levels, step = [words], 1
    # An exported graph has as many levels as the longest sentence may need.
    while step < (LONGEST // 2 if torch.onnx.is_in_onnx_export() else words.shape[1]):
        moved = torch.nn.functional.pad(levels[-1], (0, 0, 0, step), value=NONE)[:, step:]
        levels.append(torch.maximum(levels[-1], moved))
        step *= 2
    return torch.stack(levels)


def maxima(levels, b, start, end):
    """Maximum over words start .. end-1 of sentence b; 0 where the span is empty. Index vectors [Q] -> [Q,D]."""
    size = (end - start).clamp(min=0)
    m = torch.tensor(LEVEL, device=levels.device)[size]
    step = torch.tensor([2**k for k in range(10)], device=levels.device)[m]
    left = levels[m, b, torch.minimum(start, torch.zeros_like(start) + levels.shape[2] - 1)]
    right = levels[m, b, (end - step).clamp(min=0)]
    return torch.where((size > 0)[:, None], torch.maximum(left, right), torch.zeros_like(left))


def sums(words, mask):
    """Running sums [B,N+1,D], for pooling by sum or average."""
    total = (words * mask[..., None]).cumsum(1)
    return torch.cat([torch.zeros_like(total[:, :1]), total], 1)
