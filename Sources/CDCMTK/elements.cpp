#include "file.hpp"

#include <algorithm>
#include <charconv>
#include <cmath>
#include <cstring>
#include <string_view>
#include <vector>

namespace {

/// Explicit VR Little Endian.
constexpr const char *plain_syntax = "1.2.840.10008.1.2.1";

long copy(const char *text, size_t length, char *out, size_t capacity) {
    if (out != nullptr) std::memcpy(out, text, std::min(length, capacity));
    return static_cast<long>(length);
}

/// Parses decimal strings separated by backslashes; false when one of them is not a number.
bool parse(const char *text, size_t length, std::vector<double> &values) {
    const char *end = text + length;
    while (end > text && (end[-1] == ' ' || end[-1] == '\0')) --end;
    while (text < end) {
        const char *stop = std::find(text, end, '\\');
        const char *last = stop;
        while (text < last && *text == ' ') ++text;
        while (last > text && last[-1] == ' ') --last;
        if (text < last && *text == '+') ++text;
        double value = 0;
        const auto result = std::from_chars(text, last, value);
        if (result.ec != std::errc() || result.ptr != last) return false;
        values.push_back(value);
        if (stop == end) return true;
        text = stop + 1;
        if (text == end) return false;
    }
    return true;
}

/// Reads the numbers of a plain image's element in place.
bool read_numbers(const cdcmtk::PlainImage &image, const cdcmtk::PlainImage::Element &element, std::vector<double> &values) {
    const std::string_view bytes = image.value(element);
    const auto all = [&](auto zero) {
        for (size_t place = 0; place + sizeof zero <= bytes.size(); place += sizeof zero) {
            std::memcpy(&zero, bytes.data() + place, sizeof zero);
            values.push_back(static_cast<double>(zero));
        }
        return true;
    };
    const std::string_view vr(element.vr, 2);
    if (vr == "DS" || vr == "IS") return parse(bytes.data(), bytes.size(), values);
    if (vr == "US") return all(uint16_t());
    if (vr == "SS") return all(int16_t());
    if (vr == "UL") return all(uint32_t());
    if (vr == "SL") return all(int32_t());
    if (vr == "FL") return all(float());
    return vr == "FD" && all(double());
}

/// Copies a plain image's text without its padding.
long plain_text(const cdcmtk::PlainImage &image, uint16_t group, uint16_t element, char *out, size_t capacity) {
    const cdcmtk::PlainImage::Element *found = image.find(group, element);
    if (found == nullptr || !cdcmtk::PlainImage::is_text(*found)) return -1;
    const std::string_view text = image.value(*found);
    const size_t first = text.find_first_not_of(' ');
    const size_t last = text.find_last_not_of(std::string_view(" \0", 2));
    return first == text.npos || last == text.npos ? 0 : copy(text.data() + first, last + 1 - first, out, capacity);
}

template <typename Value, typename Getter> bool collect(DcmElement &element, Getter getter, std::vector<double> &values) {
    for (unsigned long index = 0; index < element.getVM(); ++index) {
        Value value{};
        if ((element.*getter)(value, index).bad()) return false;
        values.push_back(static_cast<double>(value));
    }
    return true;
}

bool read_numbers(DcmElement &element, std::vector<double> &values) {
    switch (element.ident()) {
    case EVR_DS:
    case EVR_IS: {
        char *text = nullptr;
        Uint32 length = 0;
        if (element.getString(text, length).bad()) return false;
        return text == nullptr || parse(text, length, values);
    }
    case EVR_US: return collect<Uint16>(element, &DcmElement::getUint16, values);
    case EVR_SS: return collect<Sint16>(element, &DcmElement::getSint16, values);
    case EVR_up:
    case EVR_UL: return collect<Uint32>(element, &DcmElement::getUint32, values);
    case EVR_SL: return collect<Sint32>(element, &DcmElement::getSint32, values);
    case EVR_FL: return collect<Float32>(element, &DcmElement::getFloat32, values);
    case EVR_FD: return collect<Float64>(element, &DcmElement::getFloat64, values);
    default: return false;
    }
}

} // namespace

extern "C" long cdcmtk_string(cdcmtk_file *file, cdcmtk_item *item, uint16_t group, uint16_t element, char *out, size_t capacity) {
    return cdcmtk::guarded(-1L, [&]() -> long {
        if (item == nullptr && file->plain) return plain_text(*file->plain, group, element, out, capacity);
        DcmElement *found = cdcmtk::find(cdcmtk::container(*file, item), group, element);
        OFString text;
        if (found == nullptr || !DcmVR(found->ident()).isaString() || found->getOFStringArray(text).bad()) return -1;
        const size_t first = text.find_first_not_of(' ');
        if (first == OFString_npos) return 0;
        const size_t last = text.find_last_not_of(OFString(" \0", 2));
        return last == OFString_npos ? 0 : copy(text.data() + first, last + 1 - first, out, capacity);
    });
}

extern "C" long cdcmtk_numbers(cdcmtk_file *file, cdcmtk_item *item, uint16_t group, uint16_t element, double *out, size_t capacity) {
    return cdcmtk::guarded(-2L, [&]() -> long {
        std::vector<double> values;
        if (item == nullptr && file->plain) {
            const cdcmtk::PlainImage::Element *found = file->plain->find(group, element);
            if (found == nullptr) return -1;
            if (!read_numbers(*file->plain, *found, values)) return -2;
        } else {
            DcmElement *found = cdcmtk::find(cdcmtk::container(*file, item), group, element);
            if (found == nullptr) return -1;
            if (!read_numbers(*found, values)) return -2;
        }
        if (!std::all_of(values.begin(), values.end(), [](double value) { return std::isfinite(value); })) return -2;
        if (out != nullptr) std::copy_n(values.begin(), std::min(values.size(), capacity), out);
        return static_cast<long>(values.size());
    });
}

extern "C" long cdcmtk_bytes(
    cdcmtk_file *file, cdcmtk_item *item, uint16_t group, uint16_t element, uint8_t *out, size_t capacity) {
    return cdcmtk::guarded(-1L, [&]() -> long {
        DcmElement *found = cdcmtk::find(cdcmtk::container(*file, item), group, element);
        if (found == nullptr || (found->ident() != EVR_UN && found->ident() != EVR_OB)) return -1;
        Uint8 *bytes = nullptr;
        if (found->getUint8Array(bytes).bad() || bytes == nullptr) return -1;
        const size_t length = found->getLength();
        if (out != nullptr) std::memcpy(out, bytes, std::min(length, capacity));
        return static_cast<long>(length);
    });
}

extern "C" long cdcmtk_items(
    cdcmtk_file *file, cdcmtk_item *item, uint16_t group, uint16_t element, cdcmtk_item **out, size_t capacity) {
    return cdcmtk::guarded(-1L, [&]() -> long {
        if (item == nullptr && file->plain && file->plain->find(group, element) == nullptr) return -1;
        DcmElement *found = cdcmtk::find(cdcmtk::container(*file, item), group, element);
        auto *sequence = dynamic_cast<DcmSequenceOfItems *>(found);
        if (sequence == nullptr) return -1;
        size_t count = 0;
        for (DcmObject *child = sequence->nextInContainer(nullptr); child != nullptr; child = sequence->nextInContainer(child)) {
            auto *entry = dynamic_cast<DcmItem *>(child);
            if (entry == nullptr) continue;
            if (out != nullptr && count < capacity) out[count] = cdcmtk::wrap(entry);
            ++count;
        }
        return static_cast<long>(count);
    });
}

extern "C" long cdcmtk_transfer_syntax(cdcmtk_file *file, char *out, size_t capacity) {
    return cdcmtk::guarded(-1L, [&]() -> long {
        if (file->plain) return copy(plain_syntax, std::strlen(plain_syntax), out, capacity);
        OFString uid;
        if (file->format.getMetaInfo()->findAndGetOFString(DCM_TransferSyntaxUID, uid).good() && !uid.empty()) {
            return copy(uid.data(), uid.size(), out, capacity);
        }
        const DcmXfer syntax(file->format.getDataset()->getOriginalXfer());
        if (syntax.getXfer() == EXS_Unknown) return -1;
        return copy(syntax.getXferID(), std::strlen(syntax.getXferID()), out, capacity);
    });
}

extern "C" const char *cdcmtk_uid_name(const char *uid) { return dcmFindNameOfUID(uid, nullptr); }
