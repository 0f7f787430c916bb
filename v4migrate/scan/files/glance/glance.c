/* What a first look at many files tells, without the interpreter: most of them do not say the word and need no second look.
 *
 * Called through ctypes, which lets other threads run meanwhile. Nothing is kept between calls. The rules are those of read.py and
 * skip.py; whatever is not plain (an error, a large file, UTF-16) is left to them, by answering READ.
 */
#include <errno.h>
#include <fcntl.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

enum { NOTHING = 0, BINARY = 1, READ = 2 };

enum {
    FIRST = 64 * 1024,  /* as read.py: what is shorter is read whole */
    ROOM = 256 * 1024,  /* of one read; small enough to be searched where it lies in the cache */
    STRIDE = 64         /* bytes that are compared at once */
};

struct word {
    const unsigned char *letters; /* in lower case, two or more of a-z */
    size_t length;
};

struct limits {
    size_t sniffed; /* bytes in which a NUL makes a file binary */
    int64_t most;   /* bytes of a file that is looked at here */
};

static int stands_at(const unsigned char *text, const struct word *word)
{
    for (size_t i = 0; i < word->length; i++)
        if ((text[i] | 0x20) != word->letters[i])
            return 0;
    return 1;
}

/* Does the word stand anywhere in these bytes, in any case? First and last letter are compared in a loop that a compiler makes wide. */
static int holds(const unsigned char *text, size_t length, const struct word *word)
{
    if (length < word->length)
        return 0;
    const size_t starts = length - word->length + 1;
    const unsigned char first = word->letters[0], last = word->letters[word->length - 1];
    const unsigned char *end = text + word->length - 1;
    size_t at = 0;
    for (; at + STRIDE <= starts; at += STRIDE) {
        unsigned char any = 0;
        for (size_t i = 0; i < STRIDE; i++)
            any |= ((text[at + i] | 0x20) == first) & ((end[at + i] | 0x20) == last);
        if (any)
            for (size_t i = 0; i < STRIDE; i++)
                if (stands_at(text + at + i, word))
                    return 1;
    }
    for (; at < starts; at++)
        if (stands_at(text + at, word))
            return 1;
    return 0;
}

/* -1 on an error, which the caller leaves to Python. */
static ssize_t fill(int file, unsigned char *into, size_t room)
{
    ssize_t got;
    do
        got = read(file, into, room);
    while (got < 0 && errno == EINTR);
    return got;
}

/* The rest of a file that is longer than one read. `length` bytes of it lie in the buffer, and have been searched. */
static int look_on(int file, unsigned char *buffer, size_t length, const struct word *word, const struct limits *limits)
{
    struct stat about;
    if (fstat(file, &about) != 0 || about.st_size > limits->most)
        return READ;
    int64_t left = limits->most - (int64_t)length;
    const size_t kept = word->length - 1; /* the word may stand across two reads */
    for (;;) {
        memmove(buffer, buffer + length - kept, kept);
        const ssize_t got = fill(file, buffer + kept, ROOM);
        if (got == 0)
            return NOTHING;
        left -= got;
        if (got < 0 || left < 0)
            return READ;
        length = kept + (size_t)got;
        if (holds(buffer, length, word))
            return READ;
    }
}

static int look(int file, unsigned char *buffer, const struct word *word, const struct limits *limits)
{
    const ssize_t got = fill(file, buffer, ROOM);
    if (got < 0)
        return READ;
    const size_t length = (size_t)got;
    if (memchr(buffer, 0, length < limits->sniffed ? length : limits->sniffed)) {
        const int is_utf16 = (buffer[0] == 0xff && buffer[1] == 0xfe) || (buffer[0] == 0xfe && buffer[1] == 0xff);
        return is_utf16 ? READ : BINARY;
    }
    if (holds(buffer, length, word))
        return READ;
    return length < FIRST ? NOTHING : look_on(file, buffer, length, word, limits);
}

/* names: `count` paths, one after the other, each ended by a NUL. verdicts: one byte per path. stop: another thread may
 * set it, which is seen before the next file; NULL where none does. Answers how many files were looked at, -1 where there is no memory. */
int64_t glance(const char *names, int64_t count, const char *letters, size_t letter_count, size_t sniffed, int64_t most,
               unsigned char *verdicts, const volatile int *stop)
{
    const struct word word = {(const unsigned char *)letters, letter_count};
    const struct limits limits = {sniffed, most};
    unsigned char *buffer = malloc(ROOM + letter_count + 2);
    if (buffer == NULL)
        return -1;
    int64_t i = 0;
    for (; i < count && !(stop && *stop); i++, names += strlen(names) + 1) {
        const int file = open(names, O_RDONLY | O_NONBLOCK | O_CLOEXEC | O_NOFOLLOW);
        verdicts[i] = (unsigned char)(file < 0 ? READ : look(file, buffer, &word, &limits));
        if (file >= 0)
            close(file);
    }
    free(buffer);
    return i;
}
