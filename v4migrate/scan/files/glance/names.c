/* What the names of many files tell, without the interpreter. The rules are those of skip.py: by_name; a name whose suffix holds other
 * letters than ASCII is left to it. The words come from there, too. Called through ctypes; nothing is kept between calls.
 */
#include <stdint.h>
#include <string.h>

enum { WORTH = 0, VENDORED = 1, BINARY = 2, MINIFIED = 3, GENERATED = 4, ASK = 5 }; /* as compiled.py */

enum {
    LONGEST = 32, /* bytes of a suffix, more than any of skip.py has */
    MOST = 128    /* words of one kind, more than skip.py has */
};

struct text {
    const char *start;
    size_t length;
};

struct words {
    struct text known[MOST];
    size_t count;
};

/* listed: one after the other, each ended by a NUL; an empty one ends them. */
static struct words read_words(const char *listed)
{
    struct words words = {.count = 0};
    for (size_t length; words.count < MOST && (length = strlen(listed)) > 0; listed += length + 1)
        words.known[words.count++] = (struct text){listed, length};
    return words;
}

static int is_among(const struct words *words, struct text text)
{
    for (size_t i = 0; i < words->count; i++)
        if (words->known[i].length == text.length && memcmp(words->known[i].start, text.start, text.length) == 0)
            return 1;
    return 0;
}

static int is_vendored(struct text folder, const struct words *words)
{
    const char *end = folder.start + folder.length;
    for (const char *at = folder.start; at < end;) {
        const char *slash = memchr(at, '/', (size_t)(end - at));
        const char *stop = slash ? slash : end;
        if (is_among(words, (struct text){at, (size_t)(stop - at)}))
            return 1;
        at = stop + 1;
    }
    return 0;
}

/* ASK where a letter is not ASCII: what its small letter is, Python knows. */
static const char *last(char letter, struct text text)
{
    for (size_t i = text.length; i-- > 0;)
        if (text.start[i] == letter)
            return text.start + i;
    return NULL;
}

static int by_suffix(struct text suffix, const struct words *binary)
{
    char small[LONGEST];
    for (size_t i = 0; i < suffix.length; i++)
        if (suffix.start[i] & 0x80)
            return ASK;
    if (suffix.length > LONGEST)
        return WORTH;
    for (size_t i = 0; i < suffix.length; i++)
        small[i] = suffix.start[i] >= 'A' && suffix.start[i] <= 'Z' ? suffix.start[i] + ('a' - 'A') : suffix.start[i];
    return is_among(binary, (struct text){small, suffix.length}) ? BINARY : WORTH;
}

/* The name ends with a NUL. */
static int by_name(struct text name, const struct words *binary, const struct words *written)
{
    const char *dot = last('.', name);
    const char *start = dot ? dot + 1 : name.start;
    const struct text suffix = {start, (size_t)(name.start + name.length - start)};
    const int told = by_suffix(suffix, binary);
    if (told != WORTH)
        return told;
    if (strstr(name.start, ".min."))
        return MINIFIED;
    if (suffix.length == 4 && memcmp(suffix.start, "lock", 4) == 0)
        return GENERATED;
    if (suffix.length == 3 && memcmp(suffix.start, "map", 3) == 0)
        return GENERATED;
    return is_among(written, name) ? GENERATED : WORTH;
}

/* paths: `count` of them within the project, one after the other, each ended by a NUL. vendored, binary, written: words of folders,
 * suffixes and whole names. verdicts: one byte per path. */
void names(const char *paths, int64_t count, const char *vendored, const char *binary, const char *written,
           unsigned char *verdicts)
{
    const struct words folders = read_words(vendored), suffixes = read_words(binary), whole = read_words(written);
    struct text before = {paths, 0};
    int is_known = 0, known = 0; /* of the folder before: most files share it with the next one */
    for (int64_t i = 0; i < count; i++) {
        const size_t length = strlen(paths);
        const char *slash = last('/', (struct text){paths, length});
        const struct text folder = {paths, slash ? (size_t)(slash - paths) : 0};
        if (!is_known || folder.length != before.length || memcmp(folder.start, before.start, folder.length) != 0) {
            known = is_vendored(folder, &folders);
            is_known = 1;
        }
        before = folder;
        const char *name = slash ? slash + 1 : paths;
        const struct text told = {name, (size_t)(paths + length - name)};
        verdicts[i] = (unsigned char)(known ? VENDORED : by_name(told, &suffixes, &whole));
        paths += length + 1;
    }
}
