package match

import (
	"bytes"
	"strings"
	"unicode"
	"unicode/utf8"

	"github.com/chatguard/chatguard/filter/detect/check"
	"github.com/chatguard/chatguard/filter/detect/lex"
)

// wideLabel is the argument of matchWideName for labels: the name is a field of
// its own. wideCapitals is for labels of scripts with capitals, wideKin for words
// behind which one capitalised word is a name.
const (
	wideLabel    = 2
	wideCapitals = 3
	wideKin      = 4
)

// wideMax bounds a name in another script, in bytes.
const wideMax = 64

// Surnames that one character names, and Japanese ones of two and three: what
// follows an announcement is a name only if it begins with one.
const (
	hanSurnames    = "王李张張刘劉陈陳杨楊黄黃赵趙吴吳周徐孙孫马馬朱胡郭何林高梁郑鄭罗羅宋谢謝唐韩韓曹许許邓鄧萧蕭冯馮曾程蔡彭潘袁于董余苏蘇叶葉吕呂魏蒋蔣田杜丁沈姜范江傅钟鍾卢盧汪戴崔任陆陸廖姚方金邱夏谭譚韦韋贾賈邹鄒石熊孟秦阎闫閻薛侯雷白龙龍段郝孔邵史毛常万萬顾顧赖賴武康贺賀严嚴尹钱錢施牛洪龚龔"
	hangulSurnames = "김이박최정강조윤장임한오서신권황안송류유전홍고문양손배백허남심노하곽성차주우구민진지엄채원천방공현함변염여추도소석선설마길연위표명기반왕금옥육인맹제모탁국표"
)

var kanjiSurnames = lex.SetOf("小笠原 佐藤 鈴木 高橋 田中 伊藤 渡辺 渡邊 山本 中村 小林 加藤 吉田 山田 佐々木 山口 松本 井上 木村 斎藤 齋藤 清水 山崎 池田 橋本 阿部 石川 山下 中島 石井 小川 前田 岡田 長谷川 藤田 後藤 近藤 村上 遠藤 青木 坂本 斉藤 福田 太田 西村 藤井 金子 岡本 三浦 中野 藤原 原田 松田 竹内 中川 小野 田村 上田 森田 中山 柴田 酒井 工藤 横山 宮崎 宮本 内田 高木 安藤 島田 谷口 大野 丸山 今井 河野 藤本 村田 武田 上野 杉山 増田 平野 大塚 千葉 久保 松井 小島 岩崎 桜井 野口 松尾 野村 木下 菊地 菊池 佐野 大西 杉本 新井 浜田 古川 水野 熊谷 本田 川口 吉川 北村 高田 山内 中西 西田 東 望月 秋山 小山 松岡 吉村 川崎 矢野 飯田 永井 樋口 荒木 西川 本間 平田 大島 関 小野寺 五十嵐 久保田 佐久間 大久保 宇佐美 長谷部 渡部 安田 川上 石原 松永 黒田 土屋 吉岡 白石 服部 ")

// hanDouble are Chinese surnames of two characters.
var hanDouble = lex.SetOf("欧阳 歐陽 司马 司馬 上官 诸葛 諸葛 夏侯 皇甫 尉迟 公孙 慕容 令狐 司徒 东方 長孫 长孙 ")

// What ends a name, or is none, in scripts without capitals; each word is followed
// by a space.
const (
	hanStops      = "说說是的了在和与來来今想要有为為什吗嗎呢吧们們"
	hanNone       = "方法 方面 方案 方式 高层 高端 高级 金额 周期 任何 任务 于是 万一 白名 常见 马上 严重 成功 成本 方便 "
	hangulEnds    = "입니다 이라고 라고 이에요 예요 이고 인데 이며 님 씨 은 는 이 가 과 와 의 "
	hangulCopulas = "입니다 이라고 라고 이에요 예요 이고 인데 "
	hangulNone    = "유학생 신입생 변호사 공무원 소방관 전문가 기술자 임산부 장애인 남학생 여학생 연구원 기획자 이메일 이름은 정보는 주소는 전화 성별 한국어 한국인 고객님 주문 신청 문의 조회 고양이 정보 지정 지정이 변경 변경이 변경을 지정을 정보가 정보를 이름을 연락을 배정이 연락처 확인 임차인 구매자 여행자 노동자 신혼부 주민이 표준어 "
	indicNone     = "क्या नहीं भी ही तो सूची इस में आवश्यक अनिवार्य गुप्त उत्पाद दर्ज बताओ नाम কি কী না নয় গোপন என்ன இல்லை ஏன் "
	arabicNone    = "ليس هو هي في من على عندي عمري لا غير مهم مطلوب كما أنا الذي التي المستخدم اسم الكامل الملف المنتج وأنا ما الرئيس الوزير المدير السفير العميل المحترم الأمين النائب "
	hebrewNone    = "לא הוא היא של אני ואני סודי חובה חשוב מה ב ה המשתמש הקובץ המוצר "
	thaiNone      = "อะไร ไม่ ว่า ผู้ สินค้า ไฟล์ ใคร จะ ต้อง ที่ คือ ควร และ หรือ ได้ "
	thaiProse     = "ครับ ค่ะ คะ นะ อายุ มา จาก เกิด อยู่ ต้องการ เป็น และ ขอ จะ ที่ มี อยาก โทร เบอร์ ทำ เพื่อ กรุณา ช่วย กับ ไม่ ได้ จอง สั่ง อีเมล "
	thaiEnds      = "ครับ ค่ะ คะ นะ อายุ มา จาก "
	cyrillicEnd   = "ов ова ев ева ёв ёва ин ина ын ына ий ая ой ко ук юк ик ич вич вна чна дзе ян швили ль "
)

// matchWideName finds the name that words before it announce in a script without
// capitals. It must begin as names do, or end where the sentence or field does.
func matchWideName(w *Window, args []int32) Hit {
	t, mode := w.Text, args[0]
	if len(t) < w.Start+wideMax && !w.Final {
		return Hit{Start: w.Start, More: true}
	}
	start, _ := skipOperator(t, w.Start)
	if start == len(t) || start > w.Start+12 {
		return none
	}
	if mode == wideCapitals || mode == wideKin {
		return capitalsName(w, start, mode == wideKin)
	}
	r, _ := utf8.DecodeRune(t[start:])
	end := 0
	switch {
	case unicode.Is(unicode.Han, r):
		end = hanName(t, start)
	case unicode.Is(unicode.Hangul, r):
		end = hangulName(t, start)
	case r >= 0x900 && r < 0xD80: // the scripts of India
		end = spacedName(t, start, 3, indicNone, mode)
	case unicode.Is(unicode.Arabic, r):
		end = spacedName(t, start, 2, arabicNone, mode)
	case unicode.Is(unicode.Hebrew, r):
		end = spacedName(t, start, 2, hebrewNone, mode)
	case unicode.Is(unicode.Thai, r):
		end = thaiName(t, start)
	}
	if end <= start {
		return none
	}
	return Hit{Start: start, End: end, Verdict: check.Plain}
}

// run returns the end of at most most letters and marks of a script at t[i], and
// how many there are.
func scriptRun(t []byte, i, most int, script *unicode.RangeTable) (end, n int) {
	for i < len(t) && n < most {
		r, size := utf8.DecodeRune(t[i:])
		if !unicode.Is(script, r) && r != '々' || unicode.IsPunct(r) {
			break
		}
		i, n = i+size, n+1
	}
	return i, n
}

// hanName returns the end of a Chinese or Japanese name at t[i], 0 if there is none.
func hanName(t []byte, i int) int {
	end, n := scriptRun(t, i, 8, unicode.Han)
	for _, letters := range [...]int{3, 2} {
		family, k := scriptRun(t, i, letters, unicode.Han)
		if k < letters || !kanjiSurnames.Has(t[i:family]) {
			continue
		}
		if n > letters+3 || strings.HasPrefix(string(t[end:min(end+3, len(t))]), "の") {
			return 0
		}
		if end == family && end < len(t) && (t[end] == ' ' || strings.HasPrefix(string(t[end:min(end+3, len(t))]), "\u3000")) {
			given := end + 1
			if t[end] != ' ' {
				given += 2
			}
			if to, more := scriptRun(t, given, 4, unicode.Han); more > 0 && more < 4 {
				return to
			}
		}
		return end
	}
	if double, k := scriptRun(t, i, 2, unicode.Han); k == 2 && hanDouble.Has(t[i:double]) && n > 2 && n < 5 {
		return end
	}
	if !strings.Contains(hanSurnames, string(t[i:i+3])) || lex.Listed(hanNone, t[i:min(i+6, len(t))]) {
		return 0
	}
	end, n = i, 0
	for n < 5 && end < len(t) {
		r, size := utf8.DecodeRune(t[end:])
		if !unicode.Is(unicode.Han, r) || strings.ContainsRune(hanStops, r) {
			break
		}
		end, n = end+size, n+1
	}
	if n < 2 || n > 3 {
		return 0
	}
	return end
}

// hangulName returns the end of a Korean name at t[i]: a surname and one or two
// syllables that end the word, or that a particle or copula follows.
func hangulName(t []byte, i int) int {
	end, n := scriptRun(t, i, 10, unicode.Hangul)
	if n < 2 || !strings.Contains(hangulSurnames, string(t[i:i+3])) {
		return 0
	}
	bare := i < 7 || !strings.HasSuffix(string(t[:i-1]), "저는")
	for _, name := range [...]int{i + 9, i + 6} {
		if name > end || !bare && (name < i+9 || !startsWith(t[name:end], hangulCopulas)) || lex.Listed(hangulNone, t[i:name]) {
			continue
		}
		if name == end || startsWith(t[name:end], hangulEnds) {
			return name
		}
	}
	return 0
}

// startsWith reports whether v begins with a word of list.
func startsWith(v []byte, list string) bool {
	for w := range strings.FieldsSeq(list) {
		if len(w) <= len(v) && string(v[:len(w)]) == w {
			return true
		}
	}
	return false
}

// spacedName returns the end of up to most words at t[i], of which the first is
// not in nots, up to one that is; a label's name must end its field, and a Hindi one the sentence
// with its copula.
func spacedName(t []byte, i, most int, nots string, mode int32) int {
	script, indic := unicode.Arabic, false
	switch r, _ := utf8.DecodeRune(t[i:]); {
	case r >= 0x900 && r < 0xD80:
		script, indic = indicScript(r), true
	case unicode.Is(unicode.Hebrew, r):
		script = unicode.Hebrew
	}
	end := i
	for n := 0; n <= min(most, 5); n++ {
		stop, letters := scriptRun(t, i, 14, script)
		word := t[i:stop]
		switch {
		case arabicSon(word):
			most = n + 2 // "son of"
		case letters == 0 || letters == 14:
			return end
		case string(word) == "है" || string(word) == "हूँ":
			return end
		case lex.Listed(nots, word), n > 0 && (strings.HasPrefix(string(word), "و") || strings.HasPrefix(string(word), "ו")):
			if n == 0 {
				return 0
			}
			return end
		case n >= most:
			if mode == wideLabel || indic {
				return 0
			}
			return end
		}
		end = stop
		if stop == len(t) || t[stop] != ' ' {
			return end
		}
		i = stop + 1
	}
	return end
}

// thaiName returns the end of a Thai name at t[i]: what stands before a space or
// the end, or a word that ends sentences.
func thaiName(t []byte, i int) int {
	end, n := scriptRun(t, i, 18, unicode.Thai)
	if n < 2 || n == 18 || startsWith(t[i:end], thaiNone) {
		return 0
	}
	for j := i + 6; j < end; j += 3 {
		if startsWith(t[j:end], thaiEnds) {
			return j
		}
	}
	if end+1 < len(t) && t[end] == ' ' { // the surname
		if family, n := scriptRun(t, end+1, 18, unicode.Thai); n > 2 && n < 18 && !startsWith(t[end+1:family], thaiProse) {
			return family
		}
	}
	return end
}

// capitalsName finds two or three capitalised words after a label, or one to three of kin; of a label one in
// Cyrillic ends as surnames and patronymics do; in Greek any.
func capitalsName(w *Window, start int, kin bool) Hit {
	n := nameReader{t: w.Text, names: w.Names, final: w.Final, mode: nameHolder}
	n.read(start)
	if n.words < 2 && !(kin && n.words == 1) || n.words > 3 || n.end-start > wideMax {
		return none
	}
	sure := kin || w.Text[start] == 0xCE || w.Text[start] == 0xCF
	for name := w.Text[start:n.end]; !sure && len(name) > 0; {
		word := name
		if space := bytes.IndexByte(name, ' '); space >= 0 {
			word = name[:space]
		}
		name = name[min(len(word)+1, len(name)):]
		for end := range strings.FieldsSeq(cyrillicEnd) {
			sure = sure || len(word) > len(end)+2 && strings.HasSuffix(string(word), end)
		}
	}
	if !sure {
		return none
	}
	return Hit{Start: start, End: n.end, Verdict: check.Plain}
}

// indicScripts are the scripts of India, in blocks of 128 characters from U+0900 on.
var indicScripts = [...]*unicode.RangeTable{unicode.Devanagari, unicode.Bengali, unicode.Gurmukhi, unicode.Gujarati, unicode.Oriya, unicode.Tamil, unicode.Telugu, unicode.Kannada, unicode.Malayalam}

func indicScript(r rune) *unicode.RangeTable {
	return indicScripts[min(int(r-0x900)/128, len(indicScripts)-1)]
}

// arabicSon reports whether w stands between an Arabic name and the father's.
func arabicSon(w []byte) bool { return lex.Listed("بن بنت ابن أبو عبد ", w) }
