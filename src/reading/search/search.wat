;; The byte search over a log in memory: all needles at once, sixteen bytes at a time.
;;
;; A place where a needle may stand is found by three of its bytes, its fingerprint. The tables say for each
;; low and each high half of a byte which needles (one bit for each of eight groups) may have it as first,
;; second or third of these; where a bit is left after all six look-ups, the needles themselves are compared.
;;
;; Layout of the memory (searcher.ts fills it): at 0 six tables of sixteen bytes, low and high halves of the
;; first, the second and the third byte; at 256 the number of a needle, from 1, for each number that is made of a
;; fingerprint; from 1024 on the needles, 128 bytes each: the fingerprint's offset, the length, the number of the
;; next needle with the same such number, the length of the words after which it is passed over, or 0; at 16 the
;; text; at 48 those words, up to the last of sixteen bytes, and at 64 a 255 for each of their bytes that counts.
;; Nothing else is kept, so that several threads may search one memory.
(module
  (import "env" "memory" (memory 1 65536 shared))

  ;; Writes to `out` the needles in [from, to), by the place of the fingerprint's last byte: four numbers for
  ;; each needle found, in order: where it begins, its number from 0, the number of the word before it,
  ;; the line feeds between `from` and it. No needle begins before `floor` or ends after `ceiling`. Stops
  ;; early when `max` needles were found or a few more. Returns how many, where it stopped, and the line feeds
  ;; until there. Up to 144 bytes before the range and 32 after it are read; only those between `floor` and
  ;; `ceiling` count.
  (func (export "find")
    (param $from i32) (param $to i32) (param $floor i32) (param $ceiling i32) (param $out i32) (param $max i32)
    (result i32 i32 i32)
    (local $at i32) (local $start i32) (local $end i32) (local $mask i32) (local $feeds i32) (local $lines i32) (local $keep i32)
    (local $low0 v128) (local $high0 v128) (local $low1 v128) (local $high1 v128) (local $low2 v128) (local $high2 v128)
    (local $half v128) (local $lineFeed v128) (local $bytes v128) (local $low v128) (local $high v128)
    (local $first v128) (local $second v128) (local $lastFirst v128) (local $lastSecond v128) (local $groups v128)
    (local.set $low0 (v128.load (i32.const 0)))
    (local.set $high0 (v128.load (i32.const 16)))
    (local.set $low1 (v128.load (i32.const 32)))
    (local.set $high1 (v128.load (i32.const 48)))
    (local.set $low2 (v128.load (i32.const 64)))
    (local.set $high2 (v128.load (i32.const 80)))
    (local.set $half (v128.const i8x16 15 15 15 15 15 15 15 15 15 15 15 15 15 15 15 15))
    (local.set $lineFeed (v128.const i8x16 10 10 10 10 10 10 10 10 10 10 10 10 10 10 10 10))
    (local.set $start (local.get $out))
    (local.set $end (i32.add (local.get $out) (i32.shl (local.get $max) (i32.const 4))))
    (local.set $at (local.get $from))
    ;; A fingerprint may begin before the range.
    (local.set $bytes (v128.load (i32.sub (local.get $from) (i32.const 16))))
    (local.set $low (v128.and (local.get $bytes) (local.get $half)))
    (local.set $high (v128.and (i16x8.shr_u (local.get $bytes) (i32.const 4)) (local.get $half)))
    (local.set $lastFirst
      (v128.and (i8x16.swizzle (local.get $low0) (local.get $low)) (i8x16.swizzle (local.get $high0) (local.get $high))))
    (local.set $lastSecond
      (v128.and (i8x16.swizzle (local.get $low1) (local.get $low)) (i8x16.swizzle (local.get $high1) (local.get $high))))
    (block $done
      (loop $blocks
        (br_if $done (i32.ge_u (local.get $at) (local.get $to)))
        (br_if $done (i32.ge_u (local.get $out) (local.get $end)))
        (local.set $bytes (v128.load (local.get $at)))
        (local.set $low (v128.and (local.get $bytes) (local.get $half)))
        (local.set $high (v128.and (i16x8.shr_u (local.get $bytes) (i32.const 4)) (local.get $half)))
        (local.set $first
          (v128.and (i8x16.swizzle (local.get $low0) (local.get $low)) (i8x16.swizzle (local.get $high0) (local.get $high))))
        (local.set $second
          (v128.and (i8x16.swizzle (local.get $low1) (local.get $low)) (i8x16.swizzle (local.get $high1) (local.get $high))))
        (local.set $groups
          (v128.and
            (v128.and
              (v128.and (i8x16.swizzle (local.get $low2) (local.get $low)) (i8x16.swizzle (local.get $high2) (local.get $high)))
              (i8x16.shuffle 15 16 17 18 19 20 21 22 23 24 25 26 27 28 29 30 (local.get $lastSecond) (local.get $second)))
            (i8x16.shuffle 14 15 16 17 18 19 20 21 22 23 24 25 26 27 28 29 (local.get $lastFirst) (local.get $first))))
        (local.set $lastFirst (local.get $first))
        (local.set $lastSecond (local.get $second))
        (local.set $feeds (i8x16.bitmask (i8x16.eq (local.get $bytes) (local.get $lineFeed))))
        (local.set $keep (i32.const 0xffff))
        (if (i32.lt_u (i32.sub (local.get $to) (local.get $at)) (i32.const 16))
          (then
            (local.set $keep
              (i32.sub (i32.shl (i32.const 1) (i32.sub (local.get $to) (local.get $at))) (i32.const 1)))
            (local.set $feeds (i32.and (local.get $feeds) (local.get $keep)))))
        (if (v128.any_true (local.get $groups))
          (then
            (local.set $mask
              (i32.and (local.get $keep) (i8x16.bitmask (i8x16.ne (local.get $groups) (v128.const i64x2 0 0)))))
            (block $none
              (loop $places
                (br_if $none (i32.eqz (local.get $mask)))
                (local.set $out
                  (call $compare
                    (i32.sub (i32.add (local.get $at) (i32.ctz (local.get $mask))) (i32.const 2))
                    (local.get $floor)
                    (local.get $ceiling)
                    (local.get $out)
                    (i32.add
                      (local.get $lines)
                      ;; the line feeds in this block that are below the lowest bit of the mask
                      (i32.popcnt
                        (i32.and (local.get $feeds)
                          (i32.and (i32.xor (local.get $mask) (i32.const -1)) (i32.sub (local.get $mask) (i32.const 1))))))))
                (local.set $mask (i32.and (local.get $mask) (i32.sub (local.get $mask) (i32.const 1))))
                (br $places)))))
        (local.set $lines (i32.add (local.get $lines) (i32.popcnt (local.get $feeds))))
        (local.set $at (i32.add (local.get $at) (i32.const 16)))
        (br $blocks)))
    (i32.shr_u (i32.sub (local.get $out) (local.get $start)) (i32.const 4))
    (select (local.get $to) (local.get $at) (i32.gt_u (local.get $at) (local.get $to)))
    (local.get $lines))

  ;; A fingerprint may stand at `place`: writes the needles that do; returns where to write next.
  (func $compare
    (param $place i32) (param $floor i32) (param $ceiling i32) (param $out i32) (param $lines i32) (result i32)
    (local $number i32) (local $needle i32) (local $start i32) (local $length i32)
    ;; most places without a needle end here: 256 numbers of three bytes each, by multiplication
    (local.set $number
      (i32.load8_u offset=256
        (i32.shr_u
          (i32.mul (i32.shl (i32.load (local.get $place)) (i32.const 8)) (i32.const 0x9e3779b1))
          (i32.const 24))))
    (block $done
      (loop $needles
        (br_if $done (i32.eqz (local.get $number)))
        ;; 1024 + 128 * (number - 1)
        (local.set $needle (i32.add (i32.const 896) (i32.shl (local.get $number) (i32.const 7))))
        (local.set $start (i32.sub (local.get $place) (i32.load8_u (local.get $needle))))
        (local.set $length (i32.load8_u offset=1 (local.get $needle)))
        (block $differs
          (br_if $differs (i32.lt_u (local.get $start) (local.get $floor)))
          (br_if $differs (i32.gt_u (i32.add (local.get $start) (local.get $length)) (local.get $ceiling)))
          ;; a bit for each byte that differs; only the needle's are kept
          (br_if $differs
            (i32.shl
              (i32.or
                (i8x16.bitmask
                  (i8x16.ne (v128.load (local.get $start)) (v128.load offset=16 (local.get $needle))))
                (i32.shl
                  (i8x16.bitmask
                    (i8x16.ne (v128.load offset=16 (local.get $start)) (v128.load offset=32 (local.get $needle))))
                  (i32.const 16)))
              (i32.sub (i32.const 32) (local.get $length))))
          (br_if $differs (call $isPassedOver (local.get $needle) (local.get $start) (local.get $floor)))
          (i32.store (local.get $out) (local.get $start))
          (i32.store offset=4 (local.get $out) (i32.sub (local.get $number) (i32.const 1)))
          (i32.store offset=8 (local.get $out) (call $wordBefore (local.get $start) (local.get $floor)))
          (i32.store offset=12 (local.get $out) (local.get $lines))
          (local.set $out (i32.add (local.get $out) (i32.const 16))))
        (local.set $number (i32.load8_u offset=2 (local.get $needle)))
        (br $needles)))
    (local.get $out))

  ;; True when the words that make the needle useless stand before `end`, at most 128 bytes away and in the same
  ;; line. They are searched backwards by their last byte.
  (func $isPassedOver (param $needle i32) (param $end i32) (param $floor i32) (result i32)
    (local $stop i32) (local $length i32) (local $last v128) (local $bytes v128)
    (local $places i32) (local $feeds i32) (local $inside i32) (local $at i32)
    (local.set $length (i32.load8_u offset=3 (local.get $needle)))
    (if (i32.eqz (local.get $length)) (then (return (i32.const 0))))
    (local.set $last (i8x16.splat (i32.load8_u offset=63 (local.get $needle))))
    (local.set $stop (i32.sub (local.get $end) (i32.const 128)))
    (if (i32.lt_u (local.get $stop) (local.get $floor)) (then (local.set $stop (local.get $floor))))
    (loop $blocks
      (if (i32.le_u (local.get $end) (local.get $stop)) (then (return (i32.const 0))))
      (local.set $end (i32.sub (local.get $end) (i32.const 16)))
      (local.set $bytes (v128.load (local.get $end)))
      (local.set $feeds
        (i8x16.bitmask
          (i8x16.eq (local.get $bytes) (v128.const i8x16 10 10 10 10 10 10 10 10 10 10 10 10 10 10 10 10))))
      ;; the bits after the last line feed; all but the lowest 0 where there is none
      (local.set $inside
        (i32.shl (i32.const -1) (i32.sub (i32.const 32) (i32.clz (local.get $feeds)))))
      (local.set $places
        (i32.and (local.get $inside) (i8x16.bitmask (i8x16.eq (local.get $bytes) (local.get $last)))))
      (block $none
        (loop $words
          (br_if $none (i32.eqz (local.get $places)))
          (local.set $at (i32.add (local.get $end) (i32.ctz (local.get $places))))
          (if
            (i32.and
              (i32.ge_s
                (i32.sub (local.get $at) (local.get $stop))
                (i32.sub (local.get $length) (i32.const 1)))
              (i32.eqz
                (v128.any_true
                  (v128.and
                    (v128.load offset=64 (local.get $needle))
                    (v128.xor
                      (v128.load (i32.sub (local.get $at) (i32.const 15)))
                      (v128.load offset=48 (local.get $needle)))))))
            (then (return (i32.const 1))))
          (local.set $places (i32.and (local.get $places) (i32.sub (local.get $places) (i32.const 1))))
          (br $words)))
      (br_if $blocks (i32.eqz (local.get $feeds))))
    (i32.const 0))

  ;; The number of the word before `end`, blanks and a colon passed over: made of its last sixteen bytes
  ;; (word-numbers.ts has the same for text). At most 40 bytes are looked at.
  (func $wordBefore (param $end i32) (param $floor i32) (result i32)
    (local $stop i32) (local $byte i32) (local $length i32) (local $bytes v128) (local $lower v128)
    (local.set $stop (i32.sub (local.get $end) (i32.const 24)))
    (if (i32.lt_u (local.get $stop) (local.get $floor)) (then (local.set $stop (local.get $floor))))
    (block $word
      (loop $blanks
        (br_if $word (i32.le_u (local.get $end) (local.get $stop)))
        (local.set $byte (i32.load8_u (i32.sub (local.get $end) (i32.const 1))))
        (br_if $word
          (i32.and (i32.ne (local.get $byte) (i32.const 0x20)) (i32.ne (local.get $byte) (i32.const 0x3a))))
        (local.set $end (i32.sub (local.get $end) (i32.const 1)))
        (br $blanks)))
    (local.set $bytes (v128.load (i32.sub (local.get $end) (i32.const 16))))
    (local.set $lower
      (v128.or (local.get $bytes) (v128.const i8x16 32 32 32 32 32 32 32 32 32 32 32 32 32 32 32 32)))
    ;; letters, digits and the hyphen of Exim's: how many there are up to the end
    (local.set $length
      (i32.clz
        (i32.xor
          (i32.const -1)
          (i32.shl
            (i8x16.bitmask
              (v128.or
                (v128.or
                  (i8x16.lt_u
                    (i8x16.sub
                      (local.get $lower)
                      (v128.const i8x16 97 97 97 97 97 97 97 97 97 97 97 97 97 97 97 97))
                    (v128.const i8x16 26 26 26 26 26 26 26 26 26 26 26 26 26 26 26 26))
                  (i8x16.lt_u
                    (i8x16.sub
                      (local.get $bytes)
                      (v128.const i8x16 48 48 48 48 48 48 48 48 48 48 48 48 48 48 48 48))
                    (v128.const i8x16 10 10 10 10 10 10 10 10 10 10 10 10 10 10 10 10)))
                (i8x16.eq
                  (local.get $bytes)
                  (v128.const i8x16 45 45 45 45 45 45 45 45 45 45 45 45 45 45 45 45))))
            (i32.const 16)))))
    (if (i32.gt_u (local.get $length) (i32.sub (local.get $end) (local.get $floor)))
      (then (local.set $length (i32.sub (local.get $end) (local.get $floor)))))
    (call $numberOf
      (v128.and
        (local.get $bytes)
        (i8x16.ge_u
          (v128.const i8x16 0 1 2 3 4 5 6 7 8 9 10 11 12 13 14 15)
          (i8x16.splat (i32.sub (i32.const 16) (local.get $length)))))))

  ;; One number from four.
  (func $numberOf (param $word v128) (result i32)
    (local $number i32)
    (local.set $number (call $mix (i32.const 0) (i32x4.extract_lane 0 (local.get $word))))
    (local.set $number (call $mix (local.get $number) (i32x4.extract_lane 1 (local.get $word))))
    (local.set $number (call $mix (local.get $number) (i32x4.extract_lane 2 (local.get $word))))
    (call $mix (local.get $number) (i32x4.extract_lane 3 (local.get $word))))

  (func $mix (param $number i32) (param $bytes i32) (result i32)
    (local.set $number
      (i32.mul (i32.xor (local.get $number) (local.get $bytes)) (i32.const 0x9e3779b1)))
    (i32.xor (local.get $number) (i32.shr_u (local.get $number) (i32.const 15)))))
