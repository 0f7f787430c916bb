// Many tokens: a strip of rows is decoded once and stays in the first-level cache while all tokens pass it.
//
// The tokens lie side by side, PANEL of them in a panel, so that a number of a row meets LANES tokens at a time and nothing is
// added across a register. Columns are in the order of the steps of few.h, in which numbers come out of their bytes.

#pragma once

#include <algorithm>
#include <functional>
#include <utility>
#include <vector>

#include "few.h"

namespace {

#if defined(AVX512)
constexpr int64_t STRIP = 8;  // rows: with two registers of tokens their sums stay in registers
#else
constexpr int64_t STRIP = 4;
#endif
constexpr int64_t PANEL = 2 * LANES;  // tokens
constexpr int64_t MANY = 8;           // tokens: with more, decoding pays as a step of its own
constexpr int64_t BLOCK = 256;        // columns
constexpr int64_t ROOM = 1 << 20;  // numbers of tokens that stay in the last cache while all rows pass them
constexpr int64_t AS_WEIGHTS = 8;  // laying a number of a token beside others takes as long as so many weights

// Rows row ... row + count - 1 -> out (count, padded(columns)), in the order of the steps, zeros behind the last column.
template <class F> void unpack(const Matrix &w, int64_t row, int64_t count, float *out) {
    const int64_t steps = w.columns / STEP, width = w.columns * F::BYTES / STEP, group = std::max<int64_t>(F::group(w) / STEP, 1);
    for (int64_t r = row; r < row + count; r++) {
        const uint8_t *at = w.weight + r * width, *scales = F::scales(w, r);
        const auto store = [&](const uint8_t *from, int64_t step) {
            Floats numbers[2];
            F::decode(from, F::scale(power.of[scales[step / group]]), numbers);
            std::memcpy(out, numbers, sizeof numbers);
            out += STEP;
        };
        for (int64_t step = 0; step < steps; step++) store(at + step * F::BYTES, step);
        if (const int64_t rest = width - steps * F::BYTES) {
            uint8_t last[F::BYTES] = {};
            std::memcpy(last, at + steps * F::BYTES, rest);
            store(last, steps);
        }
    }
}

// The lower (half 0) or upper (half 1) halves of a and b, number by number in turns.
template <int half, size_t... I> inline Floats in_turns(Floats a, Floats b, std::index_sequence<I...>) {
#if defined(__clang__) || __GNUC__ >= 12
    return __builtin_shufflevector(a, b, (half * LANES / 2 + I / 2 + I % 2 * LANES)...);
#else
    return __builtin_shuffle(a, b, Ints{(half * LANES / 2 + I / 2 + I % 2 * LANES)...});
#endif
}

// A square of numbers, mirrored. Putting the halves of its rows together in turns moves the first bit of a number's row and column
// to their end; after as many steps as a row number has bits, row and column have changed places.
inline void mirror(Floats (&square)[LANES]) {
    constexpr auto all = std::make_index_sequence<LANES>();
    for (int step = 1; step < LANES; step *= 2) {
        Floats next[LANES];
        for (int i = 0; i < LANES / 2; i++) {
            next[2 * i] = in_turns<0>(square[i], square[i + LANES / 2], all);
            next[2 * i + 1] = in_turns<1>(square[i], square[i + LANES / 2], all);
        }
        std::copy(next, next + LANES, square);
    }
}

// Up to LANES tokens beside each other: column k -> out[place of k * PANEL ...].
void beside(const float *const *tokens, int64_t count, int64_t columns, Form form, float *out) {
    for (int64_t k = 0; k < padded(columns); k += LANES) {
        Floats square[LANES] = {};
        const int64_t width = std::clamp<int64_t>(columns - k, 0, LANES);
        for (int64_t t = 0; t < count; t++) std::memcpy(&square[t], tokens[t] + k, width * sizeof(float));
        mirror(square);
        for (int64_t i = 0; i < LANES; i++) {
            const int64_t column = k % STEP + i;
            const int64_t place = form == FP4 ? column % 2 * LANES + column / 2 : column;
            std::memcpy(out + (k / STEP * STEP + place) * PANEL, &square[i], sizeof square[i]);
        }
    }
}

// Some of T tokens, a panel's worth at most, as `strip` takes them. Many: side by side (padded(columns), PANEL), with zeros for those
// that the last panel lacks. A few: one after the other, for the loops of few.h.
void lay(const float *const *tokens, int64_t count, int64_t T, int64_t columns, Form form, float *out) {
    if (T <= MANY) {
        for (int64_t t = 0; t < count; t++) arrange(tokens[t], columns, form, out + t * padded(columns));
        return;
    }
    for (int64_t lane = 0; lane < PANEL; lane += LANES)
        beside(tokens + lane, std::clamp<int64_t>(count - lane, 0, LANES), columns, form, out + lane);
}

// R decoded rows w (R, columns) with V registers of tokens of a panel -> y[t * stride + r] for the first T of them.
// Columns are summed in blocks: one running sum over thousands of them would lose digits.
template <int R, int V> void outer(const float *w, int64_t columns, const float *panel, int64_t T, float factor, float *y, int64_t stride) {
    float total[R][V * LANES] = {};
    for (int64_t from = 0; from < columns; from += BLOCK) {
        Floats sums[R][V] = {};
        for (int64_t k = from; k < std::min(from + BLOCK, columns); k++) {
            Floats some[V];
            for (int v = 0; v < V; v++) some[v] = load<Floats>(panel + k * PANEL + v * LANES);
            for (int r = 0; r < R; r++)
                for (int v = 0; v < V; v++) sums[r][v] += w[r * columns + k] * some[v];
        }
        for (int r = 0; r < R; r++)
            for (int t = 0; t < V * LANES; t++) total[r][t] += reinterpret_cast<const float *>(sums[r])[t];
    }
    for (int64_t t = 0; t < T; t++)
        for (int r = 0; r < R; r++) y[t * stride + r] = total[r][t] * factor;
}

// What is done with the products of some tokens, from token t on: out[i * STRIP + r] for token t + i and row r of a strip.
typedef std::function<void(int64_t t, int64_t count, const float *out)> Use;

// Rows row ... row + count - 1, at most STRIP of them, with many tokens in panels.
template <class F> void strip(const Matrix &w, int64_t row, int64_t count, const float *panel, int64_t T, const Use &use) {
    const int64_t whole = padded(w.columns);
    static thread_local std::vector<float> room;
    room.resize(STRIP * whole);
    unpack<F>(w, row, count, room.data());
    float out[PANEL * STRIP];
    for (int64_t t = 0; t < T; t += PANEL, panel += PANEL * whole) {
        const int64_t some = std::min(T - t, PANEL);
        if (count < STRIP)
            for (int64_t r = 0; r < count; r++) outer<1, 2>(&room[r * whole], whole, panel, some, F::FACTOR, out + r, STRIP);
        else if (some > LANES)
            outer<STRIP, 2>(room.data(), whole, panel, some, F::FACTOR, out, STRIP);
        else
            outer<STRIP, 1>(room.data(), whole, panel, some, F::FACTOR, out, STRIP);
        use(t, some, out);
    }
}

// The same with any number of tokens, as `lay` has laid them.
void strip(const Matrix &w, int64_t row, int64_t count, const float *laid, int64_t T, const Use &use) {
    if (T <= MANY) {
        float out[MANY * STRIP];
        rows(w, row, count, laid, T, out, STRIP);
        return use(0, T, out);
    }
    switch (w.form) {
        case FP4: return strip<E2M1>(w, row, count, laid, T, use);
        case FP8: return strip<E4M3>(w, row, count, laid, T, use);
        case BF16: return strip<BFloat16>(w, row, count, laid, T, use);
        case F32: return strip<Float32>(w, row, count, laid, T, use);
    }
}

}  // namespace
