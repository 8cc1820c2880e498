"""Words around a figure that say what it is."""

import re


def after(words: str) -> re.Pattern[str]:
    """One of these words stands right before, with or without a colon."""
    return re.compile(rf"(?<!\w)(?:{words}):?\s{{1,3}}$", re.IGNORECASE)


def before(words: str) -> re.Pattern[str]:
    """One of these words comes next."""
    return re.compile(rf"\s{{1,3}}(?:{words})(?!\w)", re.IGNORECASE)


DAY = after(
    "ngày|hôm|sáng|trưa|chiều|tối|đêm|khuya|dịp|lễ|tết|quốc khánh|kể từ|mùng|mồng|rằm|chủ nhật|"
    r"thứ (?:hai|ba|tư|năm|sáu|bảy|[2-7]),?"
)
DAY_IS_NAMED = after("ngày")
# «mỗi ngày 2-3 lần», «3 tháng 4 lần»: what follows is counted and no date.
EACH = after(
    r"(?:mỗi|một|từng|hằng|hàng|vài|mấy|hai|ba|bốn|năm|sáu|[0-9]+)\s+"
    r"(?:ngày|hôm|sáng|trưa|chiều|tối|đêm|tháng|quý)"
)
EARLY_IS_NAMED = after("mùng|mồng")
TEMPORAL = after("từ|đến|tới|trước|sau|hết|vào|kể từ|cho đến|từ ngày")
STREET = after(
    "đường|phố|quảng trường|công viên|chợ|cầu|trường|khu phố|công ty|nhà máy|nông trường|"
    "hợp tác xã|bệnh viện|bến xe|rạp|sân vận động|nhà văn hóa|khu dân cư|khu đô thị"
)
HOUSE = after("số nhà|nhà|nhà số|hẻm|ngõ|kiệt|ngách|lô|tổ|căn hộ|địa chỉ|số|thửa")
# «lớp 12/5»: two numbers of a thing; how they are said is for the editor to write.
TWO_NUMBERS = after(
    "lớp|khối|phòng|bậc|đội|điểm|kết quả|tỷ số|tỉ số|vòng|nhóm|hạng|loại|mức|cấp|ca|bảng|trang|"
    "bài|tập|quyển|trạm|ấp|chỉ số"
)
# «mã 123456»: a row of figures that counts nothing.
CODE = after(
    "mã|mã số|mã số thuế|mst|tài khoản|số tài khoản|stk|cccd|cmnd|căn cước công dân|căn cước|"
    "chứng minh nhân dân|hộ chiếu|bhyt|bảo hiểm y tế|bảo hiểm xã hội|bhxh|hợp đồng|số hợp đồng|"
    "số hiệu|số đăng ký|seri|sê ri|số máy|số khung|otp|mã xác thực|mật khẩu|số thẻ|mã định danh"
)
SECRET = after("otp|mã xác thực|mật khẩu|mã pin|pin")
TELEPHONE = after(
    "gọi|gọi số|gọi ngay|gọi đến|gọi tới|hotline|đường dây nóng|tổng đài|cấp cứu|điện thoại|"
    "số điện thoại|đt|sđt|số máy|máy bàn|di động|fax|zalo"
)
PROPORTION = after("tỷ lệ|tỉ lệ|huyết áp")
MORE_OR_LESS = after("hơn|ít nhất|chiếm|quá|tối thiểu|tối đa")
ALL_DAY = after("trực|hoạt động|phục vụ|hỗ trợ|mở cửa|liên tục|làm việc|tiếp nhận|tư vấn|kiểm soát")
NUMBERED = after("số")
DOCUMENT = after(
    "nghị định|thông tư|luật|quyết định|nghị quyết|chỉ thị|công văn|kế hoạch|thông báo|báo cáo|"
    "công điện|hướng dẫn|tờ trình|văn bản|pháp lệnh|(?:thông tư|nghị định|quyết định) liên tịch|số"
)
CLAUSE = after("điểm|khoản|mục|điều|tiết|tiểu mục|phần|chương|phiên bản|bản")

# Of these a part is taken: «1/2 số hộ»; of those so many of so many are counted: «63/65 xã».
PARTS = before(
    r"số|dân số|diện tích|tổng|quãng|chiều|thời gian|lượng|công việc|giờ|ngày(?!\s+[0-9])|"
    r"năm(?!\s+[0-9])|lít|viên|thìa|muỗng|cốc|ly|cả nước|quân số|thành viên|liều"
)
COUNTED = before(
    "xã|phường|thị trấn|huyện|thị xã|thành phố|tỉnh|hộ|cơ sở|đơn vị|trường|thôn|khu phố|người|em|"
    "học sinh|chỉ tiêu|tiêu chí|ca|mẫu|giờ|phiếu|đại biểu|hồ sơ|điểm|địa phương|cơ quan|bệnh viện|"
    "nhà|gia đình|địa điểm|doanh nghiệp|nhiệm vụ|mmhg"
)
COUNT_NOUN = before(
    "ngày|giờ|phút|giây|tháng|tuần|năm|người|lần|mét|ki lô mét|độ|đồng|nghìn|ngàn|triệu|tỷ|tỉ|"
    "tuổi|hộ|xã|ca|em|phần|lít|viên|liều|bước|thành viên|đợt|chiếc|cái|câu|trang|nhóm|đội|điểm|"
    "cơ sở|tờ|mũi|mẫu|trường hợp|tầng|ứng dụng|bạn|con"
)
LEVEL = after("cấp|lớp|mức|khối|bậc|thứ|tháng|tuổi|điều|khoản|trang|tập")
A_MONTH_FOLLOWS = re.compile(r"\s{1,3}tháng\s{1,3}[0-9]", re.IGNORECASE)
A_DAY_ENDS = re.compile(
    r"\s{0,3}(?:[,.;:)\n]|$)|\s{1,3}(?:và|đến|tới|hoặc|này|hằng tháng|hàng tháng|âm lịch)(?!\w)",
    re.IGNORECASE,
)
A_WORD_FOLLOWS = re.compile(r"\s{1,3}[^\W\d_]")
