// Numbers of every stored form, decoded in registers, LANES at a time. What a plain loop cannot say is written once for each
// instruction set: AVX-512, AVX2 with half precision, and vectors that GCC and Clang know on every processor.

#pragma once

#include <cmath>
#include <cstdint>
#include <cstring>

#if defined(__AVX512F__) && defined(__AVX512BW__)
#define AVX512
#elif defined(__AVX2__) && defined(__F16C__)
#define AVX2
#endif
#if defined(AVX512) || defined(AVX2)
#include <immintrin.h>
#endif

enum Form : int64_t { FP4, FP8, BF16, F32 };

// A weight matrix (rows, columns), row after row. A byte of `scale`, 2^(b - 127), is for 32 columns of a row (FP4) or for
// block x block numbers (FP8); a block is a multiple of 32, and the last ones may be partial.
struct Matrix {
    const uint8_t *weight, *scale;
    int64_t rows, columns, block;
    Form form;
};

namespace {

#if defined(AVX512)
constexpr int LANES = 16, ROWS_OF_MANY = 4;
#elif defined(AVX2)
constexpr int LANES = 8, ROWS_OF_MANY = 2;
#else
constexpr int LANES = 4, ROWS_OF_MANY = 2;
#endif
constexpr int STEP = 2 * LANES;  // columns of a step
constexpr int ROWS = 4;  // that share the loads of x; with four tokens as many as the registers hold

typedef float Floats __attribute__((vector_size(4 * LANES)));
typedef int32_t Ints __attribute__((vector_size(4 * LANES)));

template <class V> inline V load(const void *at) {  // from any address: a mapped shard promises no alignment
    V value;
    std::memcpy(&value, at, sizeof value);
    return value;
}

inline Ints bytes(const uint8_t *at) {  // LANES of them; compilers do not find the instruction by themselves
#if defined(AVX512)
    return (Ints)_mm512_cvtepu8_epi32(load<__m128i>(at));
#elif defined(AVX2)
    return (Ints)_mm256_cvtepu8_epi32(_mm_loadl_epi64((const __m128i *)at));
#else
    typedef uint32_t Words __attribute__((vector_size(16)));  // each byte moved to the top of its lane
    return (Ints)((load<uint32_t>(at) + Words{}) * Words{1 << 24, 1 << 16, 1 << 8, 1} >> 24);
#endif
}

inline Floats bfloat16s(const uint8_t *at) {  // LANES of them: the upper halves of float32
    typedef uint16_t Halves __attribute__((vector_size(2 * LANES)));
    return (Floats)(__builtin_convertvector(load<Halves>(at), Ints) << 16);
}

inline Floats all(float value) { return value - Floats{}; }

inline float sum(Floats v) {
#if defined(AVX512)
    return _mm512_reduce_add_ps((__m512)v);
#else
    float total = 0;
    for (int i = 0; i < LANES; i++) total += v[i];
    return total;
#endif
}

const struct PowersOfTwo {  // what the bytes of E8M0 mean; 255 is NaN
    float of[256];
    PowersOfTwo() {
        for (int b = 0; b < 255; b++) of[b] = std::ldexp(1.0f, b - 127);
        of[255] = NAN;
    }
} power;

// Codes of a small float with its sign at bit SIGN -> its value, times two to the power of LOWEST less its own bias.
// A subnormal is (1 + m) less 1, at the lowest exponent: no subnormal float32 is met, which some processors flush.
template <int SIGN, int MANTISSA, int LOWEST> inline Floats widened(Ints code) {
    const Ints magnitude = code & ((1 << SIGN) - 1), subnormal = magnitude < (1 << MANTISSA);
    const Ints bits = (magnitude << (23 - MANTISSA)) + (LOWEST << 23) + (subnormal & (1 << 23));
    const Floats value = (Floats)bits - (Floats)(subnormal & ((LOWEST + 1) << 23));
    return (Floats)((Ints)value | ((code << (31 - SIGN)) & INT32_MIN));
}

// A form says what its scales become before a group of columns is decoded, and how a step of columns is decoded.
struct E2M1 {
    static constexpr int BYTES = LANES;  // of a step
    static constexpr float FACTOR = 1;   // what is left to multiply the sums with
    typedef Floats Scale;
    static const uint8_t *scales(const Matrix &w, int64_t row) { return w.scale + row * (w.columns / 32); }
    static int64_t group(const Matrix &) { return 32; }
#if defined(AVX512)
    static Scale scale(float power) {  // all sixteen values, times the scale
        return Floats{0, .5, 1, 1.5, 2, 3, 4, 6, -0.f, -.5, -1, -1.5, -2, -3, -4, -6} * power;
    }
    static Floats value(Ints code, Scale s) { return (Floats)_mm512_permutexvar_ps((__m512i)code, (__m512)s); }
#elif defined(AVX2)
    static Scale scale(float power) { return Floats{0, .5, 1, 1.5, 2, 3, 4, 6} * power; }
    static Floats value(Ints code, Scale s) {  // the permutation looks at three bits; the fourth is the sign
        const Ints magnitude = (Ints)_mm256_permutevar8x32_ps((__m256)s, (__m256i)code);
        return (Floats)(magnitude ^ ((code << 28) & INT32_MIN));
    }
#else
    static Scale scale(float power) { return all(power); }
    static Floats value(Ints code, Scale s) { return widened<3, 1, 126>(code & 15) * s; }
#endif
    static void decode(const uint8_t *at, Scale s, Floats (&w)[2]) {
        const Ints pairs = bytes(at);
        w[0] = value(pairs, s);
        w[1] = value(pairs >> 4, s);
    }
};

// As float16 bits a code is 2^-8 of its value, and NaN codes are not looked for: ops/bits.py. The sums are multiplied with what
// is missing, so a number that float32 cannot hold (scales from 2^120 on) counts with its value here, not as infinite.
struct E4M3 {
    static constexpr int BYTES = STEP;
    static constexpr float FACTOR = 256;
    typedef Floats Scale;
    static const uint8_t *scales(const Matrix &w, int64_t row) {
        return w.scale + row / w.block * ((w.columns + w.block - 1) / w.block);
    }
    static int64_t group(const Matrix &w) { return w.block; }
    static Scale scale(float power) { return all(power); }
#if defined(AVX512)
    static Floats value(const uint8_t *at) {
        const __m256i wide = _mm256_cvtepi8_epi16(load<__m128i>(at));
        return (Floats)_mm512_cvtph_ps(_mm256_and_si256(_mm256_slli_epi16(wide, 7), _mm256_set1_epi16(0xBF80 - 0x10000)));
    }
#elif defined(AVX2)
    static Floats value(const uint8_t *at) {
        const __m128i wide = _mm_cvtepi8_epi16(_mm_loadl_epi64((const __m128i *)at));
        return (Floats)_mm256_cvtph_ps(_mm_and_si128(_mm_slli_epi16(wide, 7), _mm_set1_epi16(0xBF80 - 0x10000)));
    }
#else
    static Floats value(const uint8_t *at) { return widened<7, 3, 112>(bytes(at)); }
#endif
    static void decode(const uint8_t *at, Scale s, Floats (&w)[2]) {
        w[0] = value(at) * s;
        w[1] = value(at + LANES) * s;
    }
};

struct Plain {  // no scales: the whole row is one group
    static constexpr float FACTOR = 1;
    struct Scale {};
    static const uint8_t *scales(const Matrix &, int64_t) { return reinterpret_cast<const uint8_t *>(&power); }
    static int64_t group(const Matrix &w) { return w.columns; }
    static Scale scale(float) { return {}; }
};

struct BFloat16 : Plain {
    static constexpr int BYTES = 2 * STEP;
    static void decode(const uint8_t *at, Scale, Floats (&w)[2]) {
        w[0] = bfloat16s(at);
        w[1] = bfloat16s(at + BYTES / 2);
    }
};

struct Float32 : Plain {
    static constexpr int BYTES = 4 * STEP;
    static void decode(const uint8_t *at, Scale, Floats (&w)[2]) {
        w[0] = load<Floats>(at);
        w[1] = load<Floats>(at + BYTES / 2);
    }
};

}  // namespace
