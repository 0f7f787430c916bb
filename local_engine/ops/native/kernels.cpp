// Products of a few tokens with weights that stay packed: y = x wT; x, y and the sums are float32.
//
// Decoding a token reads every weight once, so bytes per weight are what counts, and work per byte. Numbers are decoded in
// registers and used at once for several rows (which share the loads of x) and several tokens (which share the decoding).
// A number times its scale is exact, as in formats.py; only the sums round.
//
// Compiled for the processor that runs it: build.py. Called from calls.py.
//
// One loop serves all forms. A step of it is 2 LANES columns: as they lie or, for FP4, the low nibbles of LANES bytes (even
// columns), then the high ones (odd columns). x is brought into that order once per call.

#include <algorithm>
#include <vector>

#include "numbers.h"
#include "threads.h"

namespace {

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

// Rows row ... row + count - 1, at most ROWS of them.
void rows(const Matrix &w, int64_t row, int64_t count, const float *x, int64_t T, float *y, int64_t stride) {
    switch (w.form) {
        case FP4: return some_tokens<E2M1>(w, row, count, x, T, y, stride);
        case FP8: return some_tokens<E4M3>(w, row, count, x, T, y, stride);
        case BF16: return some_tokens<BFloat16>(w, row, count, x, T, y, stride);
        case F32: return some_tokens<Float32>(w, row, count, x, T, y, stride);
    }
}

int64_t pieces(int64_t rows) { return (rows + ROWS - 1) / ROWS; }

constexpr int64_t WORTH = 1 << 18;  // weights that keep a thread busy for longer than waking it takes

int useful(int threads, int64_t weights) { return static_cast<int>(std::clamp<int64_t>(weights / WORTH, 1, threads)); }

}  // namespace

extern "C" {

// x (T, groups, columns) -> y (T, rows); group g is multiplied with the g-th of `groups` equal bands of rows.
void multiply(const Matrix *w, const float *x, int64_t T, int64_t groups, float *y, int threads) {
    const int64_t whole = padded(w->columns), band = w->rows / groups, each = pieces(band);
    static thread_local std::vector<float> room;
    room.resize(groups * T * whole);
    for (int64_t g = 0; g < groups; g++)
        for (int64_t t = 0; t < T; t++)
            arrange(x + (t * groups + g) * w->columns, w->columns, w->form, &room[(g * T + t) * whole]);
    const float *arranged = room.data();
    share(groups * each, useful(threads, w->rows * w->columns), [=](int64_t from, int64_t to) {
        for (int64_t piece = from; piece < to; piece++) {
            const int64_t g = piece / each, r = piece % each * ROWS, row = g * band + r;
            rows(*w, row, std::min<int64_t>(ROWS, band - r), arranged + g * T * whole, T, y + row, w->rows);
        }
    });
}

// One token through k experts, each w1 (m, D), w3 (m, D), w2 (D, m): y = sum of g * w2(silu(min(w1 x, limit)) * clip(w3 x)).
void mixture(const Matrix *const *experts, const float *g, int64_t k, const float *x, float limit, float *y, int threads) {
    const int64_t m = experts[0]->rows, D = experts[0]->columns, whole = padded(D), inner = padded(m), each = pieces(m);
    static thread_local std::vector<float> room;
    room.resize(2 * whole + k * (m + inner));
    float *const as_lies = room.data(), *const in_pairs = as_lies + whole, *const middle = in_pairs + whole;
    float *const arranged = middle + k * m;
    arrange(x, D, F32, as_lies);
    if (D % 32 == 0) arrange(x, D, FP4, in_pairs);
    share(k * each, useful(threads, 2 * k * m * D), [=](int64_t from, int64_t to) {
        for (int64_t piece = from; piece < to; piece++) {
            const int64_t e = piece / each, row = piece % each * ROWS, count = std::min<int64_t>(ROWS, m - row);
            const Matrix &w1 = *experts[3 * e], &w3 = *experts[3 * e + 1];
            float gate[ROWS], up[ROWS];
            rows(w1, row, count, w1.form == FP4 ? in_pairs : as_lies, 1, gate, 0);
            rows(w3, row, count, w3.form == FP4 ? in_pairs : as_lies, 1, up, 0);
            for (int64_t r = 0; r < count; r++) {  // NaN goes through min and max where it stands first
                const float a = std::min(gate[r], limit), b = std::max(std::min(up[r], limit), -limit);
                middle[e * m + row + r] = g[e] * b * a / (1 + std::exp(-a));
            }
        }
    });
    for (int64_t e = 0; e < k; e++) arrange(middle + e * m, m, experts[3 * e + 2]->form, arranged + e * inner);
    share(pieces(D), useful(threads, k * m * D), [=](int64_t from, int64_t to) {
        for (int64_t row = from * ROWS; row < std::min(to * ROWS, D); row += ROWS) {
            const int64_t count = std::min<int64_t>(ROWS, D - row);
            float total[ROWS] = {}, part[ROWS];
            for (int64_t e = 0; e < k; e++) {
                rows(*experts[3 * e + 2], row, count, arranged + e * inner, 1, part, 0);
                for (int64_t r = 0; r < count; r++) total[r] += part[r];
            }
            std::copy(total, total + count, y + row);
        }
    });
}

// logits (T, h, h), h up to 8 -> C (T, h, h), as the reference has it.
void sinkhorn(const float *logits, int64_t T, int64_t h, int64_t iterations, float eps, float *C) {
    for (int64_t t = 0; t < T; t++, logits += h * h, C += h * h) {
        for (int64_t i = 0; i < h; i++) {
            const float *row = logits + i * h, top = *std::max_element(row, row + h);
            float total = 0;
            for (int64_t j = 0; j < h; j++) total += C[i * h + j] = std::exp(row[j] - top);
            for (int64_t j = 0; j < h; j++) C[i * h + j] = C[i * h + j] / total + eps;
        }
        for (int64_t step = 0; step < iterations; step++)
            for (int columns = step ? 0 : 1; columns < 2; columns++) {
                const int64_t across = columns ? 1 : h, along = columns ? h : 1;
                for (int64_t i = 0; i < h; i++) {
                    float total = eps;
                    for (int64_t j = 0; j < h; j++) total += C[i * across + j * along];
                    for (int64_t j = 0; j < h; j++) C[i * across + j * along] /= total;
                }
            }
    }
}
}
