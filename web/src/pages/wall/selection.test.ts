// Goal: a day in the address is a day or nothing. Method: a table.
import {expect, it} from 'vitest'
import {dayIn, endOfDay} from './selection'

it.each([
  ['2022-04-08', '2022-04-08'], ['2022-02-31', ''], ['2022-13-01', ''], ['8 April', ''], [undefined, ''], [['2022-04-08'], ''],
])('%s is the day %s', (given, day) => expect(dayIn(given)).toBe(day))

it('a day is seen as it stood at its end', () => expect(endOfDay('2022-04-08')).toBe('2022-04-08T23:59:59+08:00'))
