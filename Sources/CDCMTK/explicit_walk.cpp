#include "explicit_walk.hpp"

#include <cstring>

namespace {

using namespace cdcmtk;

constexpr uint32_t item_tag = 0xFFFEE000, item_end_tag = 0xFFFEE00D, sequence_end_tag = 0xFFFEE0DD;

/// More levels than real objects have; deeper ones are left to DCMTK.
constexpr int most_levels = 12;

/// The bytes of one value of a value representation; 0 for one that is not known here.
///
/// UN is not: what DCMTK makes of it depends on its dictionary.
unsigned value_size(const char *vr) {
    static const char known[][4] = {
        "AE\1", "AS\1", "AT\4", "CS\1", "DA\1", "DS\1", "DT\1", "FD\10", "FL\4", "IS\1", "LO\1", "LT\1", "OB\1", "OD\10", "OF\4",
        "OL\4", "OV\10", "OW\2", "PN\1", "SH\1", "SL\4", "SQ\1", "SS\2", "ST\1", "SV\10", "TM\1", "UC\1", "UI\1", "UL\4", "UR\1",
        "US\2", "UT\1", "UV\10",
    };
    for (const char *one : known) {
        if (one[0] == vr[0] && one[1] == vr[1]) return static_cast<unsigned char>(one[2]);
    }
    return 0;
}

/// Whether the length has 32 bits.
bool is_long(const char *vr) {
    if (vr[0] == 'O') return true;
    return (vr[0] == 'S' && (vr[1] == 'Q' || vr[1] == 'V')) || (vr[0] == 'U' && std::strchr("CNRTV", vr[1]) != nullptr);
}

uint32_t tag_at(const uint8_t *bytes) { return little_endian16(bytes) << 16 | little_endian16(bytes + 2); }

/// Goes through one item's elements, from behind its length to behind its end.
Walk skip_item(const uint8_t *bytes, size_t &place, size_t end, uint32_t length, int depth) {
    if (length != UINT32_MAX) {
        if (length > end - place) return Walk::cut;
        const Walk walk = walk_elements(bytes, place, place + length, [](const PlainImage::Element &) { return true; }, depth);
        place += length;
        return walk == Walk::whole ? walk : Walk::odd;
    }
    while (true) {
        if (end - place < 8) return Walk::cut;
        if (tag_at(bytes + place) == item_end_tag) {
            if (little_endian32(bytes + place + 4) != 0) return Walk::odd;
            place += 8;
            return Walk::whole;
        }
        PlainImage::Element element;
        const Walk head = read_head(bytes, place, end, element);
        if (head != Walk::whole) return head;
        place = element.offset;
        const Walk value = skip_value(bytes, place, end, element, depth);
        if (value != Walk::whole) return value;
    }
}

/// Goes through a sequence's items, from behind its length to behind its end.
Walk skip_sequence(const uint8_t *bytes, size_t &place, size_t end, uint32_t length, int depth) {
    if (depth >= most_levels) return Walk::odd;
    const bool is_defined = length != UINT32_MAX;
    if (is_defined && length > end - place) return Walk::cut;
    const size_t stop = is_defined ? place + length : end;
    while (!is_defined || place < stop) {
        if (stop - place < 8) return is_defined ? Walk::odd : Walk::cut;
        const uint32_t tag = tag_at(bytes + place);
        const uint32_t item_length = little_endian32(bytes + place + 4);
        place += 8;
        if (!is_defined && tag == sequence_end_tag) return item_length == 0 ? Walk::whole : Walk::odd;
        if (tag != item_tag) return Walk::odd;
        const Walk item = skip_item(bytes, place, stop, item_length, depth + 1);
        if (item != Walk::whole) return is_defined ? Walk::odd : item;
    }
    return Walk::whole;
}

} // namespace

Walk cdcmtk::read_head(const uint8_t *bytes, size_t place, size_t end, PlainImage::Element &element) {
    if (end - place < 8) return Walk::cut;
    const uint8_t *head = bytes + place;
    element.tag = tag_at(head);
    std::memcpy(element.vr, head + 4, 2);
    const unsigned size = value_size(element.vr);
    if (size == 0 || element.tag >> 16 == 0xFFFE) return Walk::odd;
    const bool long_form = is_long(element.vr);
    if (long_form && end - place < 12) return Walk::cut;
    if (long_form && little_endian16(head + 6) != 0) return Walk::odd;
    element.length = long_form ? little_endian32(head + 8) : little_endian16(head + 6);
    element.offset = static_cast<uint32_t>(place + (long_form ? 12 : 8));
    const bool is_whole = element.length % 2 == 0 && element.length % size == 0;
    return is_whole || element.length == UINT32_MAX ? Walk::whole : Walk::odd;
}

Walk cdcmtk::skip_value(const uint8_t *bytes, size_t &place, size_t end, const PlainImage::Element &element, int depth) {
    if (element.vr[0] == 'S' && element.vr[1] == 'Q') return skip_sequence(bytes, place, end, element.length, depth);
    if (element.length == UINT32_MAX) return Walk::odd;
    if (element.length > end - place) return Walk::cut;
    place += element.length;
    return Walk::whole;
}
