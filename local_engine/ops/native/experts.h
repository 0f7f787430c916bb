// Many tokens through their experts. Some experts at a time, as many as there is room for: their tokens are laid side by side, go
// through gate and up, are laid again, and come back through the last matrix. All threads join in each of these four steps.

#pragma once

#include <algorithm>
#include <cmath>
#include <vector>

#include "many.h"
#include "threads.h"

namespace {

// silu(min(a, limit)) * clip(b, -limit, limit); NaN goes through min and max where it stands first.
float gated(float a, float b, float limit) {
    a = std::min(a, limit), b = std::max(std::min(b, limit), -limit);
    return b * a / (1 + std::exp(-a));
}

// Which tokens go to which expert. `places` are the numbers token * k + rank, sorted by expert; expert e has those from begins[e] to
// begins[e + 1]. g (T, k).
struct Choices {
    const int64_t *begins, *places;
    int64_t k;
    const float *g;

    int64_t tokens(int64_t e) const { return begins[e + 1] - begins[e]; }
};

// Experts first ... last - 1, each w1 (m, D), w3 (m, D), w2 (D, m), with at least one token among them.
class Some {
  public:
    Some(const Matrix *const *experts, const Choices &c, int64_t first, int64_t last, int threads)
        : experts_(experts), c_(c), first_(first), last_(last), start_(c.begins[first]), all_(c.begins[last] - start_),
          m_(experts[0]->rows), D_(experts[0]->columns), threads_(threads) {
        for (int64_t e = first; e < last; e++) {
            of_.push_back(panels_.size());
            for (int64_t at = c.begins[e]; at < c.begins[e + 1]; at += PANEL)
                panels_.push_back({e, at, std::min(PANEL, c.begins[e + 1] - at)});
        }
    }

    // x (T, D), added to y (T, D).
    void pass(const float *x, float limit, float *y) const {
        static thread_local std::vector<float> room;
        const int64_t wide = panels_.size() * PANEL * padded(D_), narrow = panels_.size() * PANEL * padded(m_);
        room.resize(wide + narrow + all_ * m_);
        float *const outer = room.data(), *const inner = outer + wide, *const middle = inner + narrow;
        lay_all(0, D_, outer, [=](int64_t at) { return x + c_.places[at] / c_.k * D_; });
        in(outer, limit, middle);
        lay_all(2, m_, inner, [=](int64_t at) { return middle + (at - start_) * m_; });
        back(inner, y);
    }

  private:
    struct Panel {
        int64_t expert, at, count;  // places at ... at + count - 1
    };

    // Tokens at their places, `width` numbers each, in the order that the matrix w of their expert wants.
    template <class Token> void lay_all(int w, int64_t width, float *out, const Token &token) const {
        join(panels_.size(), useful(threads_, all_ * width * AS_WEIGHTS), [&, w, width, out](int64_t from, int64_t to) {
            for (int64_t p = from; p < to; p++) {
                const Panel &panel = panels_[p];
                const float *tokens[PANEL];
                for (int64_t i = 0; i < panel.count; i++) tokens[i] = token(panel.at + i);
                const Form form = experts_[3 * panel.expert + w]->form;
                lay(tokens, panel.count, c_.tokens(panel.expert), width, form, out + p * PANEL * padded(width));
            }
        });
    }

    // Gate and up of all places -> middle (places, m), weighted.
    void in(const float *laid, float limit, float *middle) const {
        const int64_t each = pieces(m_, STRIP);
        join((last_ - first_) * each, useful(threads_, 2 * all_ * m_ * D_), [=](int64_t from, int64_t to) {
            for (int64_t piece = from; piece < to; piece++) {
                const int64_t e = first_ + piece / each, row = piece % each * STRIP, count = std::min(STRIP, m_ - row);
                const int64_t *const place = c_.places + c_.begins[e];
                const float *const tokens = laid + of_[e - first_] * PANEL * padded(D_);
                float *const to_row = middle + (c_.begins[e] - start_) * m_ + row;
                strip(*experts_[3 * e], row, count, tokens, c_.tokens(e), [=](int64_t t, int64_t some, const float *out) {
                    for (int64_t i = 0; i < some; i++) std::copy_n(out + i * STRIP, count, to_row + (t + i) * m_);
                });
                strip(*experts_[3 * e + 1], row, count, tokens, c_.tokens(e), [=](int64_t t, int64_t some, const float *out) {
                    for (int64_t i = 0; i < some; i++) {
                        float *const gate = to_row + (t + i) * m_;
                        for (int64_t r = 0; r < count; r++)
                            gate[r] = c_.g[place[t + i]] * gated(gate[r], out[i * STRIP + r], limit);
                    }
                });
            }
        });
    }

    // A piece is some rows of all experts' last matrices: no two threads add to one number.
    void back(const float *laid, float *y) const {
        join(pieces(D_, STRIP), useful(threads_, all_ * m_ * D_), [=](int64_t from, int64_t to) {
            for (int64_t row = from * STRIP; row < to * STRIP; row += STRIP)
                for (int64_t e = first_; e < last_; e++) {
                    const int64_t count = std::min(STRIP, D_ - row), *const place = c_.places + c_.begins[e];
                    const float *const tokens = laid + of_[e - first_] * PANEL * padded(m_);
                    strip(*experts_[3 * e + 2], row, count, tokens, c_.tokens(e), [=](int64_t t, int64_t some, const float *out) {
                        for (int64_t i = 0; i < some; i++)
                            for (int64_t r = 0; r < count; r++) y[place[t + i] / c_.k * D_ + row + r] += out[i * STRIP + r];
                    });
                }
        });
    }

    const Matrix *const *experts_;
    const Choices &c_;
    const int64_t first_, last_, start_, all_, m_, D_;
    const int threads_;
    std::vector<Panel> panels_;
    std::vector<int64_t> of_;  // the first panel of each expert
};

}  // namespace
