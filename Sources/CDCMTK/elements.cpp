#include "file.hpp"

#include <algorithm>
#include <charconv>
#include <cmath>
#include <cstring>
#include <vector>

namespace {

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
    case EVR_UL: return collect<Uint32>(element, &DcmElement::getUint32, values);
    case EVR_SL: return collect<Sint32>(element, &DcmElement::getSint32, values);
    case EVR_FL: return collect<Float32>(element, &DcmElement::getFloat32, values);
    case EVR_FD: return collect<Float64>(element, &DcmElement::getFloat64, values);
    default: return false;
    }
}

} // namespace

extern "C" long cdcmtk_string(cdcmtk_item *item, uint16_t group, uint16_t element, char *out, size_t capacity) {
    return cdcmtk::guarded(-1L, [&]() -> long {
        DcmElement *found = cdcmtk::find(cdcmtk::unwrap(item), group, element);
        OFString text;
        if (found == nullptr || !DcmVR(found->ident()).isaString() || found->getOFStringArray(text).bad()) return -1;
        const size_t first = text.find_first_not_of(' ');
        if (first == OFString_npos) return 0;
        const size_t last = text.find_last_not_of(OFString(" \0", 2));
        return last == OFString_npos ? 0 : copy(text.data() + first, last + 1 - first, out, capacity);
    });
}

extern "C" long cdcmtk_numbers(cdcmtk_item *item, uint16_t group, uint16_t element, double *out, size_t capacity) {
    return cdcmtk::guarded(-2L, [&]() -> long {
        DcmElement *found = cdcmtk::find(cdcmtk::unwrap(item), group, element);
        if (found == nullptr) return -1;
        std::vector<double> values;
        if (!read_numbers(*found, values)) return -2;
        if (!std::all_of(values.begin(), values.end(), [](double value) { return std::isfinite(value); })) return -2;
        if (out != nullptr) std::copy_n(values.begin(), std::min(values.size(), capacity), out);
        return static_cast<long>(values.size());
    });
}

extern "C" long cdcmtk_bytes(cdcmtk_item *item, uint16_t group, uint16_t element, uint8_t *out, size_t capacity) {
    return cdcmtk::guarded(-1L, [&]() -> long {
        DcmElement *found = cdcmtk::find(cdcmtk::unwrap(item), group, element);
        if (found == nullptr || (found->ident() != EVR_UN && found->ident() != EVR_OB)) return -1;
        Uint8 *bytes = nullptr;
        if (found->getUint8Array(bytes).bad() || bytes == nullptr) return -1;
        const size_t length = found->getLength();
        if (out != nullptr) std::memcpy(out, bytes, std::min(length, capacity));
        return static_cast<long>(length);
    });
}

extern "C" long cdcmtk_items(cdcmtk_item *item, uint16_t group, uint16_t element, cdcmtk_item **out, size_t capacity) {
    return cdcmtk::guarded(-1L, [&]() -> long {
        DcmElement *found = cdcmtk::find(cdcmtk::unwrap(item), group, element);
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
