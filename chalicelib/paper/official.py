"""The nation's name and motto, as Decree 30/2020/NĐ-CP, annex I, writes them: hyphens, with a space on both sides."""

NATION = "CỘNG HÒA XÃ HỘI CHỦ NGHĨA VIỆT NAM"
MOTTO = "Độc lập - Tự do - Hạnh phúc"
