// Goal: what the camera wrote is found in a JPEG and nowhere else. Method: hand-made bytes.
import {expect, it} from 'vitest'
import {exifOf} from './uploads'

const exif = [0xff, 0xe1, 0x00, 0x0a, 0x45, 0x78, 0x69, 0x66, 0, 0, 7, 7]
const other = [0xff, 0xe0, 0x00, 0x04, 1, 2]
const scan = [0xff, 0xda, 0x00, 0x02, 9, 9]

it('finds the segment, leaves others', () => {
  const found = exifOf(Uint8Array.from([0xff, 0xd8, ...other, ...exif, ...scan]))
  expect(found.map((s) => [...s])).toEqual([exif])
})
it('is content with pictures that have none, with scraps, and with what is no JPEG', () => {
  expect(exifOf(Uint8Array.from([0xff, 0xd8, ...other, ...scan, ...exif]))).toEqual([])
  expect(exifOf(Uint8Array.from([0xff, 0xd8, 0xff]))).toEqual([])
  expect(exifOf(Uint8Array.from([0x89, 0x50, ...exif]))).toEqual([])
})
