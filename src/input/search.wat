;; The byte search over a log in memory: all needles at once, sixteen bytes at a time.
;;
;; A place where a needle may stand is found by three of its bytes, its fingerprint. The tables say for each
;; low and each high half of a byte which needles (one bit for each of eight groups) may have it as first,
;; second or third of these; where a bit is left after all six look-ups, the needles themselves are compared.
;;
;; Layout of the memory (searcher.ts fills it): at 0 six tables of sixteen bytes, low and high halves of the
;; first, the second and the third byte; at 256 the number of a needle, from 1, for each first byte of a
;; fingerprint; at 512 a 1 for each byte that may stand in a queue id; from 1024 on the needles, 32 bytes each:
;; the fingerprint's offset, the length, the number of the next needle with the same first byte, the text from
;; the fifth byte on. Nothing else is kept, so that several threads may search one memory.
(module
  (import "env" "memory" (memory 1 65536 shared))

  ;; Writes to `out` what stands in [from, to), by the place of the fingerprint's last byte: four numbers for
  ;; each needle found, in order: where it begins, its number from 0, the number of the word in front of it,
  ;; the line feeds between `from` and it. No needle begins before `floor` or ends behind `ceiling`. Stops
  ;; early when `max` needles were found or a few more. Returns how many, where it stopped, and the line feeds
  ;; until there. Up to sixteen bytes on either side of the range are read, and count for nothing.
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
    ;; A fingerprint may begin in front of the range.
    (local.set $bytes (v128.load (i32.sub (local.get $from) (i32.const 16))))
    (local.set $low (v128.and (local.get $bytes) (local.get $half)))
    (local.set $high (i8x16.shr_u (local.get $bytes) (i32.const 4)))
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
        (local.set $high (i8x16.shr_u (local.get $bytes) (i32.const 4)))
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
                      ;; of the line feeds in this block those below the lowest bit of the mask
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
    (local $number i32) (local $needle i32) (local $start i32) (local $length i32) (local $i i32)
    (local.set $number (i32.load8_u offset=256 (i32.load8_u (local.get $place))))
    (block $done
      (loop $needles
        (br_if $done (i32.eqz (local.get $number)))
        ;; 1024 + 32 * (number - 1)
        (local.set $needle (i32.add (i32.const 992) (i32.shl (local.get $number) (i32.const 5))))
        (local.set $start (i32.sub (local.get $place) (i32.load8_u (local.get $needle))))
        (local.set $length (i32.load8_u offset=1 (local.get $needle)))
        (block $differs
          (br_if $differs (i32.lt_u (local.get $start) (local.get $floor)))
          (br_if $differs (i32.gt_u (i32.add (local.get $start) (local.get $length)) (local.get $ceiling)))
          (local.set $i (i32.const 0))
          (loop $letters
            (br_if $differs
              (i32.ne
                (i32.load8_u (i32.add (local.get $start) (local.get $i)))
                (i32.load8_u offset=4 (i32.add (local.get $needle) (local.get $i)))))
            (local.set $i (i32.add (local.get $i) (i32.const 1)))
            (br_if $letters (i32.lt_u (local.get $i) (local.get $length))))
          (i32.store (local.get $out) (local.get $start))
          (i32.store offset=4 (local.get $out) (i32.sub (local.get $number) (i32.const 1)))
          (i32.store offset=8 (local.get $out) (call $wordBefore (local.get $start) (local.get $floor)))
          (i32.store offset=12 (local.get $out) (local.get $lines))
          (local.set $out (i32.add (local.get $out) (i32.const 16))))
        (local.set $number (i32.load8_u offset=2 (local.get $needle)))
        (br $needles)))
    (local.get $out))

  ;; The number of the word in front of `end`, blanks and a colon passed over: FNV-1a of its bytes, the last
  ;; one first (queue-ids.ts has the same for text). At most 40 bytes are looked at, 25 of them the word's.
  (func $wordBefore (param $end i32) (param $floor i32) (result i32)
    (local $stop i32) (local $byte i32) (local $hash i32)
    (local.set $stop (i32.sub (local.get $end) (i32.const 40)))
    (if (i32.lt_u (local.get $stop) (local.get $floor)) (then (local.set $stop (local.get $floor))))
    (block $word
      (loop $blanks
        (br_if $word (i32.le_u (local.get $end) (local.get $stop)))
        (local.set $byte (i32.load8_u (i32.sub (local.get $end) (i32.const 1))))
        (br_if $word
          (i32.and (i32.ne (local.get $byte) (i32.const 0x20)) (i32.ne (local.get $byte) (i32.const 0x3a))))
        (local.set $end (i32.sub (local.get $end) (i32.const 1)))
        (br $blanks)))
    (if (i32.gt_u (i32.sub (local.get $end) (local.get $stop)) (i32.const 25))
      (then (local.set $stop (i32.sub (local.get $end) (i32.const 25)))))
    (local.set $hash (i32.const 0x811c9dc5))
    (block $done
      (loop $bytes
        (br_if $done (i32.le_u (local.get $end) (local.get $stop)))
        (local.set $byte (i32.load8_u (i32.sub (local.get $end) (i32.const 1))))
        (br_if $done (i32.eqz (i32.load8_u offset=512 (local.get $byte))))
        (local.set $hash (i32.mul (i32.xor (local.get $hash) (local.get $byte)) (i32.const 0x01000193)))
        (local.set $end (i32.sub (local.get $end) (i32.const 1)))
        (br $bytes)))
    (local.get $hash)))
