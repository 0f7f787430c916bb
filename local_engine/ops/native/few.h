// A few tokens: numbers are decoded in registers and used at once, for several rows, which share the loads of x, and for up
// to four tokens, which share the decoding.
//
// One loop serves all forms. A step of it is 2 LANES columns: as they lie or, for FP4, the low nibbles of LANES bytes (even
// columns), then the high ones (odd columns). x is brought into that order once per call.

#pragma once

#include <algorithm>

#include "numbers.h"

namespace {

int64_t pieces(int64_t rows, int64_t of = ROWS) { return (rows + of - 1) / of; }

int64_t padded(int64_t columns) { return (columns + STEP - 1) / STEP * STEP; }

// x (columns) in the order of the steps, zeros up to a whole one.
void arrange(const float *x, int64_t columns, Form form, float *out) {
    const int64_t whole = padded(columns);
    if (form != FP4) {
        std::copy(x, x + columns, out);
        std::fill(out + columns, out + whole, 0.0f);
        return;
    }
    for (int64_t k = 0; k < columns; k += STEP)
        for (int i = 0; i < LANES; i++) {
            out[k + i] = x[k + 2 * i];
            out[k + LANES + i] = x[k + 2 * i + 1];
        }
}

// R rows with T tokens: x (T, padded(columns)), arranged -> y[t * stride + r].
template <class F, int R, int T> void dot(const Matrix &w, int64_t row, const float *x, float *y, int64_t stride) {
    const int64_t whole = padded(w.columns), steps = w.columns / STEP, width = w.columns * F::BYTES / STEP;
    const int64_t group = std::max<int64_t>(F::group(w) / STEP, 1);
    const uint8_t *at[R], *scales[R];
    const int64_t ahead = std::max<int64_t>(R * width, 4096);  // the same columns of the next rows
    typename F::Scale scale[R];
    Floats sums[R][T] = {};
    const auto rescale = [&](int64_t number) {
        for (int r = 0; r < R; r++) scale[r] = F::scale(power.of[scales[r][number]]);
    };
    const auto add = [&](const uint8_t *const *from, int64_t bytes, int64_t k) {
        Floats numbers[R][2];
        for (int r = 0; r < R; r++) F::decode(from[r] + bytes, scale[r], numbers[r]);
        if (bytes % 64 == 0)  // processors do not fetch past a page by themselves
            for (int r = 0; r < R; r++) __builtin_prefetch(from[r] + bytes + ahead);
        for (int t = 0; t < T; t++)
            for (int half = 0; half < 2; half++) {
                const Floats some = load<Floats>(x + t * whole + k + half * LANES);
                for (int r = 0; r < R; r++) sums[r][t] += numbers[r][half] * some;
            }
    };
    for (int r = 0; r < R; r++) {
        at[r] = w.weight + (row + r) * width;
        scales[r] = F::scales(w, row + r);
    }
    for (int64_t step = 0, number = 0; step < steps; number++) {
        rescale(number);
        for (const int64_t end = std::min(step + group, steps); step < end; step++) add(at, step * F::BYTES, step * STEP);
    }
    if (const int64_t rest = width - steps * F::BYTES) {  // a last step that the rows do not fill
        uint8_t last[R][F::BYTES] = {};
        const uint8_t *from[R];
        for (int r = 0; r < R; r++) from[r] = static_cast<uint8_t *>(std::memcpy(last[r], at[r] + steps * F::BYTES, rest));
        rescale(steps / group);
        add(from, 0, steps * STEP);
    }
    for (int r = 0; r < R; r++)
        for (int t = 0; t < T; t++) y[t * stride + r] = sum(sums[r][t]) * F::FACTOR;
}

template <class F, int T> void some_rows(const Matrix &w, int64_t row, int64_t count, const float *x, float *y, int64_t stride) {
    constexpr int R = T <= 2 ? ROWS : ROWS_OF_MANY;
    int64_t r = 0;
    for (; r + R <= count; r += R) dot<F, R, T>(w, row + r, x, y + r, stride);
    for (; r < count; r++) dot<F, 1, T>(w, row + r, x, y + r, stride);
}

template <class F>
void some_tokens(const Matrix &w, int64_t row, int64_t count, const float *x, int64_t T, float *y, int64_t stride) {
    const int64_t whole = padded(w.columns);
    for (; T >= 4; T -= 4, x += 4 * whole, y += 4 * stride) some_rows<F, 4>(w, row, count, x, y, stride);
    for (; T >= 2; T -= 2, x += 2 * whole, y += 2 * stride) some_rows<F, 2>(w, row, count, x, y, stride);
    if (T) some_rows<F, 1>(w, row, count, x, y, stride);
}

// Rows row ... row + count - 1.
void rows(const Matrix &w, int64_t row, int64_t count, const float *x, int64_t T, float *y, int64_t stride) {
    switch (w.form) {
        case FP4: return some_tokens<E2M1>(w, row, count, x, T, y, stride);
        case FP8: return some_tokens<E4M3>(w, row, count, x, T, y, stride);
        case BF16: return some_tokens<BFloat16>(w, row, count, x, T, y, stride);
        case F32: return some_tokens<Float32>(w, row, count, x, T, y, stride);
    }
}

}  // namespace
