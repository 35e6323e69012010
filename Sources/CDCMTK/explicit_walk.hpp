#ifndef CDCMTK_EXPLICIT_WALK_HPP
#define CDCMTK_EXPLICIT_WALK_HPP

#include "plain_image.hpp"

namespace cdcmtk {

inline uint32_t little_endian16(const uint8_t *bytes) { return uint32_t(bytes[0]) | uint32_t(bytes[1]) << 8; }

inline uint32_t little_endian32(const uint8_t *bytes) { return little_endian16(bytes) | little_endian16(bytes + 2) << 16; }

/// How a walk over elements ended.
enum class Walk {
    whole, ///< At the end of the bytes, behind an element.
    cut,   ///< Within an element that goes on behind the end.
    odd    ///< Where the bytes are no sound element, or the visitor said no.
};

/// Reads the head of an element in Explicit VR Little Endian (DICOM PS3.5 section 7.1.2); an undefined length is 0xFFFFFFFF.
Walk read_head(const uint8_t *bytes, size_t place, size_t end, PlainImage::Element &element);

/// Goes from an element's value to behind its end, through all items of a sequence.
Walk skip_value(const uint8_t *bytes, size_t &place, size_t end, const PlainImage::Element &element, int depth);

/// Visits the elements from `start` to `end` in their order; `visit` returns false to stop at one that it does not take.
template <typename Visit> Walk walk_elements(const uint8_t *bytes, size_t start, size_t end, Visit visit, int depth = 0) {
    size_t place = start;
    while (place < end) {
        PlainImage::Element element;
        const Walk head = read_head(bytes, place, end, element);
        if (head != Walk::whole) return head;
        if (!visit(element)) return Walk::odd;
        place = element.offset;
        const Walk value = skip_value(bytes, place, end, element, depth);
        if (value != Walk::whole) return value;
    }
    return Walk::whole;
}

} // namespace cdcmtk

#endif
