#include "plain_image.hpp"
#include "explicit_walk.hpp"

#include <algorithm>
#include <cerrno>
#include <cstring>

#include <fcntl.h>
#include <sys/stat.h>
#include <unistd.h>

namespace {

using namespace cdcmtk;
using Element = PlainImage::Element;

/// What is read of a file first, and at most: most headers are short, few are long for private elements.
constexpr size_t header_lengths[] = {size_t(1) << 13, size_t(1) << 18};

/// The bytes of the largest frame that is read, as elsewhere.
constexpr uint64_t largest_frame = uint64_t(1) << 27;

constexpr uint32_t pixel_data_tag = 0x7FE00010;

bool read_all(int descriptor, uint64_t offset, uint8_t *out, size_t count) {
    while (count > 0) {
        const ssize_t got = pread(descriptor, out, count, static_cast<off_t>(offset));
        if (got < 0 && errno == EINTR) continue;
        if (got <= 0) return false;
        out += got;
        offset += static_cast<uint64_t>(got);
        count -= static_cast<size_t>(got);
    }
    return true;
}

/// The length of the preamble and the meta header, when the latter names Explicit VR Little Endian; otherwise 0.
size_t meta_length(const std::vector<uint8_t> &bytes) {
    static const uint8_t first[] = {2, 0, 0, 0, 'U', 'L', 4, 0};
    constexpr size_t start = 132 + 12;
    if (bytes.size() < start || std::memcmp(bytes.data() + 128, "DICM", 4) != 0 || std::memcmp(bytes.data() + 132, first, 8) != 0) return 0;
    const uint64_t end = start + uint64_t(little_endian32(bytes.data() + 140));
    if (end > bytes.size()) return 0;
    bool named = false;
    const Walk walk = walk_elements(bytes.data(), start, end, [&](const Element &element) {
        if (element.tag >> 16 != 2) return false;
        if (element.tag != 0x00020010) return true;
        if (element.vr[0] != 'U' || element.vr[1] != 'I' || element.length > end - element.offset) return false;
        std::string_view uid(reinterpret_cast<const char *>(bytes.data()) + element.offset, element.length);
        if (!uid.empty() && uid.back() == '\0') uid.remove_suffix(1);
        return named = uid == "1.2.840.10008.1.2.1";
    });
    return walk == Walk::whole && named ? end : 0;
}

bool is_one_of(std::string_view value, std::initializer_list<std::string_view> others) {
    return std::find(others.begin(), others.end(), value) != others.end();
}

} // namespace

std::unique_ptr<PlainImage> PlainImage::open(const char *path) {
#if __BYTE_ORDER__ != __ORDER_LITTLE_ENDIAN__
    return nullptr;
#endif
    std::unique_ptr<PlainImage> image(new PlainImage);
    // Not blocking: a path may lead to a pipe that nobody writes to.
    image->descriptor = ::open(path, O_RDONLY | O_CLOEXEC | O_NONBLOCK);
    if (image->descriptor < 0) return nullptr;
    struct stat status;
    if (fstat(image->descriptor, &status) != 0 || !S_ISREG(status.st_mode)) return nullptr;
    image->size = static_cast<uint64_t>(status.st_size);
    return image->load() ? std::move(image) : nullptr;
}

PlainImage::~PlainImage() {
    if (descriptor >= 0) close(descriptor);
}

bool PlainImage::load() {
    for (size_t length : header_lengths) {
        const size_t count = std::min<uint64_t>(length, size);
        if (!read_header(count)) return false;
        if (pixel_offset > 0) return accept_text() && describe();
        if (count == size) return false;
    }
    return false;
}

/// Reads and walks the beginning of the file; false when it cannot be the one of a plain image. `pixel_offset` stays 0 when it is too short.
bool PlainImage::read_header(size_t count) {
    bytes.resize(count);
    elements.clear();
    if (!read_all(descriptor, 0, bytes.data(), count)) return false;
    const size_t start = meta_length(bytes);
    if (start == 0) return false;
    uint32_t last = 0;
    const Walk walk = walk_elements(bytes.data(), start, count, [&](const Element &element) {
        if (element.tag <= last || element.tag < 0x00080000 || element.tag > pixel_data_tag) return false;
        if (element.tag == 0x7FE00008 || element.tag == 0x7FE00009) return false;
        last = element.tag;
        elements.push_back(element);
        return true;
    });
    if (walk == Walk::odd) return false;
    if (elements.empty() || elements.back().tag != pixel_data_tag) return true;
    const Element pixels = elements.back();
    elements.pop_back();
    const bool is_last = uint64_t(pixels.offset) + pixels.length == size && pixels.length % 2 == 0;
    if (!is_last || pixels.vr[0] != 'O' || (pixels.vr[1] != 'W' && pixels.vr[1] != 'B')) return false;
    pixel_offset = pixels.offset;
    description.length = pixels.length;
    // Before the value come tag, value representation, two empty bytes and the length.
    bytes.resize(pixels.offset - 12);
    return true;
}

/// Whether every text means the same with and without DCMTK's conversions: no character to convert, and padding only where it belongs.
bool PlainImage::accept_text() const {
    const Element *set = find(0x0008, 0x0005);
    bool is_ascii = false;
    if (set != nullptr) {
        std::string_view name = value(*set);
        while (!name.empty() && name.back() == ' ') name.remove_suffix(1);
        if (!is_one_of(name, {"", "ISO_IR 6", "ISO_IR 192", "ISO_IR 100"})) return false;
        is_ascii = name == "ISO_IR 100";
    }
    for (const Element &element : elements) {
        const std::string_view text = value(element);
        if (!is_text(element) || text.empty()) continue;
        const bool is_uid = element.vr[0] == 'U' && element.vr[1] == 'I';
        const std::string_view body = is_uid && text.back() == '\0' ? text.substr(0, text.size() - 1) : text;
        if (body.find('\0') != body.npos || body.find(" \\") != body.npos || body.find("\\ ") != body.npos) return false;
        // DCMTK takes white space out of UIDs.
        if (is_uid && std::any_of(body.begin(), body.end(), [](char byte) { return byte >= 0 && byte <= ' '; })) return false;
        if (is_ascii && std::any_of(body.begin(), body.end(), [](char byte) { return byte < 0; })) return false;
    }
    return true;
}

/// Describes the pixels; false unless they are one frame of 16-bit greyscale of which nothing is missing.
bool PlainImage::describe() {
    const auto number = [&](uint16_t group, uint16_t element, uint32_t &out) {
        const Element *found = find(group, element);
        if (found == nullptr || found->vr[0] != 'U' || found->vr[1] != 'S' || found->length != 2) return false;
        out = little_endian16(bytes.data() + found->offset);
        return true;
    };
    cdcmtk_pixels &out = description;
    const bool is_stated = number(0x0028, 0x0010, out.rows) && number(0x0028, 0x0011, out.columns)
        && number(0x0028, 0x0100, out.bits_allocated) && number(0x0028, 0x0101, out.bits_stored) && number(0x0028, 0x0102, out.high_bit)
        && number(0x0028, 0x0103, out.pixel_representation) && number(0x0028, 0x0002, out.samples_per_pixel);
    if (!is_stated || find(0x0028, 0x0008) != nullptr) return false;
    out.kind = CDCMTK_PIXELS_INTEGER;
    out.frames = 1;
    out.expected_length = uint64_t(out.rows) * out.columns * 2;
    const bool fits = out.bits_stored >= 1 && out.bits_stored <= 16 && out.high_bit < 16 && out.high_bit + 1 >= out.bits_stored;
    return out.bits_allocated == 16 && fits && out.pixel_representation <= 1 && out.samples_per_pixel == 1
        && out.expected_length <= out.length && out.expected_length <= largest_frame;
}

const Element *PlainImage::find(uint16_t group, uint16_t element) const {
    const uint32_t tag = uint32_t(group) << 16 | element;
    const auto place = std::lower_bound(elements.begin(), elements.end(), tag, [](const Element &one, uint32_t other) { return one.tag < other; });
    return place != elements.end() && place->tag == tag ? &*place : nullptr;
}

std::string_view PlainImage::value(const Element &element) const {
    return {reinterpret_cast<const char *>(bytes.data()) + element.offset, element.length};
}

bool PlainImage::is_text(const Element &element) {
    return is_one_of({element.vr, 2}, {"AE", "AS", "CS", "DA", "DS", "DT", "IS", "LO", "LT", "PN", "SH", "ST", "TM", "UC", "UI", "UR", "UT"});
}

bool PlainImage::read(uint64_t offset, uint8_t *out, size_t count) const {
    return offset + count <= description.length && read_all(descriptor, pixel_offset + offset, out, count);
}
