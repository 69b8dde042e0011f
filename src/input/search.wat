;; The byte search over a log in memory: all needles at once, sixteen bytes at a time.
;;
;; A place where a needle may begin is found by three of its bytes. The tables say for each low and each
;; high half of a byte which needles (one bit for each, at most eight groups) may have it as first, second
;; or third of these; a needle whose bit is left after all six look-ups may stand there.
(module
  (import "env" "memory" (memory 1))

  ;; Writes the places in [from, to) to `out`, at most `max`; returns how many. `tables` are six tables of
  ;; sixteen bytes: low and high halves of the first, the second and the third byte. Sixteen bytes behind
  ;; `to` + 2 are read, and not reported.
  (func (export "search")
    (param $from i32) (param $to i32) (param $tables i32) (param $out i32) (param $max i32) (result i32)
    (local $at i32) (local $found i32) (local $mask i32)
    (local $low0 v128) (local $high0 v128) (local $low1 v128) (local $high1 v128) (local $low2 v128) (local $high2 v128)
    (local $half v128) (local $bytes v128) (local $groups v128)
    (local.set $low0 (v128.load (local.get $tables)))
    (local.set $high0 (v128.load offset=16 (local.get $tables)))
    (local.set $low1 (v128.load offset=32 (local.get $tables)))
    (local.set $high1 (v128.load offset=48 (local.get $tables)))
    (local.set $low2 (v128.load offset=64 (local.get $tables)))
    (local.set $high2 (v128.load offset=80 (local.get $tables)))
    (local.set $half (v128.const i8x16 15 15 15 15 15 15 15 15 15 15 15 15 15 15 15 15))
    (local.set $at (local.get $from))
    (block $done
      (loop $blocks
        (br_if $done (i32.ge_u (local.get $at) (local.get $to)))
        (br_if $done (i32.gt_u (i32.add (local.get $found) (i32.const 16)) (local.get $max)))
        (local.set $bytes (v128.load (local.get $at)))
        (local.set $groups
          (v128.and
            (i8x16.swizzle (local.get $low0) (v128.and (local.get $bytes) (local.get $half)))
            (i8x16.swizzle (local.get $high0) (i8x16.shr_u (local.get $bytes) (i32.const 4)))))
        (local.set $bytes (v128.load offset=1 (local.get $at)))
        (local.set $groups
          (v128.and (local.get $groups)
            (v128.and
              (i8x16.swizzle (local.get $low1) (v128.and (local.get $bytes) (local.get $half)))
              (i8x16.swizzle (local.get $high1) (i8x16.shr_u (local.get $bytes) (i32.const 4))))))
        (local.set $bytes (v128.load offset=2 (local.get $at)))
        (local.set $groups
          (v128.and (local.get $groups)
            (v128.and
              (i8x16.swizzle (local.get $low2) (v128.and (local.get $bytes) (local.get $half)))
              (i8x16.swizzle (local.get $high2) (i8x16.shr_u (local.get $bytes) (i32.const 4))))))
        (if (v128.any_true (local.get $groups))
          (then
            (local.set $mask (i8x16.bitmask (i8x16.ne (local.get $groups) (v128.const i64x2 0 0))))
            (loop $places
              (i32.store
                (i32.add (local.get $out) (i32.shl (local.get $found) (i32.const 2)))
                (i32.add (local.get $at) (i32.ctz (local.get $mask))))
              (local.set $found (i32.add (local.get $found) (i32.const 1)))
              (local.set $mask (i32.and (local.get $mask) (i32.sub (local.get $mask) (i32.const 1))))
              (br_if $places (local.get $mask)))))
        (local.set $at (i32.add (local.get $at) (i32.const 16)))
        (br $blocks)))
    ;; Where the search stopped stands behind the places.
    (i32.store (i32.add (local.get $out) (i32.shl (local.get $max) (i32.const 2))) (local.get $at))
    (local.get $found))

  ;; The number of line feeds in [from, to), a whole number of sixteen bytes.
  (func (export "countLineFeeds") (param $from i32) (param $to i32) (result i32)
    (local $lines i32) (local $lineFeed v128)
    (local.set $lineFeed (v128.const i8x16 10 10 10 10 10 10 10 10 10 10 10 10 10 10 10 10))
    (block $done
      (loop $blocks
        (br_if $done (i32.ge_u (local.get $from) (local.get $to)))
        (local.set $lines
          (i32.add (local.get $lines)
            (i32.popcnt (i8x16.bitmask (i8x16.eq (v128.load (local.get $from)) (local.get $lineFeed))))))
        (local.set $from (i32.add (local.get $from) (i32.const 16)))
        (br $blocks)))
    (local.get $lines)))
