// Products of tokens with weights that stay packed: y = x wT; x, y and the sums are float32.
//
// Decoding a token reads every weight once, so bytes per weight are what counts, and work per byte: few.h. A prompt uses each
// weight for many tokens, so what counts is that none is decoded twice: many.h. A number times its scale is exact, as in
// formats.py; only the sums round.
//
// Compiled for the processor that runs it: build.py. Called from calls.py.

#include <algorithm>
#include <vector>

#include "experts.h"
#include "few.h"
#include "many.h"
#include "threads.h"

namespace {

// x (T, groups, columns) -> y (T, rows), for a few tokens.
void few(const Matrix &w, const float *x, int64_t T, int64_t groups, float *y, int threads) {
    const int64_t whole = padded(w.columns), band = w.rows / groups, each = pieces(band);
    static thread_local std::vector<float> room;
    room.resize(groups * T * whole);
    for (int64_t g = 0; g < groups; g++)
        for (int64_t t = 0; t < T; t++)
            arrange(x + (t * groups + g) * w.columns, w.columns, w.form, &room[(g * T + t) * whole]);
    const float *arranged = room.data();
    share(groups * each, useful(threads, w.rows * w.columns), [=](int64_t from, int64_t to) {
        for (int64_t piece = from; piece < to; piece++) {
            const int64_t g = piece / each, r = piece % each * ROWS, row = g * band + r;
            rows(w, row, std::min<int64_t>(ROWS, band - r), arranged + g * T * whole, T, y + row, w.rows);
        }
    });
}

// The same for many.
void many(const Matrix &w, const float *x, int64_t T, int64_t groups, float *y, int threads) {
    const int64_t band = w.rows / groups, each = pieces(band, STRIP), stride = groups * w.columns;
    const int64_t of_tokens = pieces(T, PANEL), panel_size = PANEL * padded(w.columns);
    static thread_local std::vector<float> room;
    room.resize(groups * of_tokens * panel_size);
    float *const laid = room.data();
    join(groups * of_tokens, useful(threads, T * stride * AS_WEIGHTS), [=](int64_t from, int64_t to) {
        for (int64_t piece = from; piece < to; piece++) {
            const int64_t g = piece / of_tokens, first = piece % of_tokens * PANEL, count = std::min(PANEL, T - first);
            const float *tokens[PANEL];
            for (int64_t t = 0; t < count; t++) tokens[t] = x + (first + t) * stride + g * w.columns;
            lay(tokens, count, T, w.columns, w.form, laid + piece * panel_size);
        }
    });
    join(groups * each, useful(threads, w.rows * w.columns * T), [=](int64_t from, int64_t to) {
        for (int64_t piece = from; piece < to; piece++) {
            const int64_t g = piece / each, r = piece % each * STRIP, row = g * band + r, count = std::min(STRIP, band - r);
            strip(w, row, count, laid + g * of_tokens * panel_size, T, [=](int64_t t, int64_t some, const float *out) {
                for (int64_t i = 0; i < some; i++) std::copy_n(out + i * STRIP, count, y + (t + i) * w.rows + row);
            });
        }
    });
}

}  // namespace

extern "C" {

// x (T, groups, columns) -> y (T, rows); group g is multiplied with the g-th of `groups` equal bands of rows.
void multiply(const Matrix *w, const float *x, int64_t T, int64_t groups, float *y, int threads) {
    if (T <= MANY) return few(*w, x, T, groups, y, threads);
    const int64_t at_once = std::max(ROOM / (groups * padded(w->columns)) / PANEL, int64_t{1}) * PANEL;
    for (int64_t t = 0; t < T; t += at_once)
        many(*w, x + t * groups * w->columns, std::min(at_once, T - t), groups, y + t * w->rows, threads);
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
            for (int64_t r = 0; r < count; r++) middle[e * m + row + r] = g[e] * gated(gate[r], up[r], limit);
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

// The same for many tokens x (T, D), each with k of `count` experts and weights g (T, k): adds to y (T, D). `places` are the numbers
// token * k + rank, sorted by expert; expert e has those from begins[e] to begins[e + 1].
void mixtures(const Matrix *const *experts, const int64_t *begins, int64_t count, const int64_t *places, int64_t k, const float *g,
              const float *x, float limit, float *y, int threads) {
    const Choices choices{begins, places, k, g};
    const int64_t width = padded(experts[0]->columns) + 2 * padded(experts[0]->rows);
    const auto room = [&](int64_t e) { return pieces(choices.tokens(e), PANEL) * PANEL * width; };
    for (int64_t first = 0, last; first < count; first = last) {
        int64_t taken = room(first);
        for (last = first + 1; last < count && taken + room(last) <= ROOM; last++) taken += room(last);
        if (begins[last] > begins[first]) Some(experts, choices, first, last, threads).pass(x, limit, y);
    }
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
