#ifndef CDCMTK_PLAIN_IMAGE_HPP
#define CDCMTK_PLAIN_IMAGE_HPP

#include "CDCMTK.h"

#include <cstddef>
#include <cstdint>
#include <memory>
#include <string_view>
#include <vector>

namespace cdcmtk {

/// An image as most of an archive's are: a sound Part 10 file in Explicit VR Little Endian, one frame of 16-bit greyscale, Pixel Data last.
///
/// Its header is read at once and looked at in place, many times faster than DCMTK builds objects of it. A file with anything else about it,
/// right or wrong, is no plain image and is left to DCMTK, so that both give the same answers.
class PlainImage {
public:
    /// One element of the dataset itself, by its place in the header's bytes.
    struct Element {
        uint32_t tag;
        char vr[2];
        uint32_t offset, length;
    };

    /// Opens a file; null when it is no plain image.
    static std::unique_ptr<PlainImage> open(const char *path);

    ~PlainImage();
    PlainImage(const PlainImage &) = delete;
    PlainImage &operator=(const PlainImage &) = delete;

    /// An element other than Pixel Data; null when absent.
    const Element *find(uint16_t group, uint16_t element) const;

    /// An element's value.
    std::string_view value(const Element &element) const;

    /// Whether an element's value representation is a text.
    static bool is_text(const Element &element);

    /// The bytes of the file up to Pixel Data.
    const std::vector<uint8_t> &header() const { return bytes; }

    const cdcmtk_pixels &pixels() const { return description; }

    /// Reads bytes of the pixels; false when the file no longer has them.
    bool read(uint64_t offset, uint8_t *out, size_t count) const;

private:
    PlainImage() = default;

    bool load();
    bool read_header(size_t count);
    bool accept_text() const;
    bool describe();

    int descriptor = -1;
    uint64_t size = 0;
    uint64_t pixel_offset = 0;
    std::vector<uint8_t> bytes;
    std::vector<Element> elements;
    cdcmtk_pixels description{};
};

} // namespace cdcmtk

#endif
