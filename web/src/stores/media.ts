// Whether a media query holds, as it changes.
import {onBeforeUnmount, ref, type Ref} from 'vue'

export function useMediaQuery(query: string): Ref<boolean> {
  const list = window.matchMedia(query)
  const holds = ref(list.matches)
  const follow = () => (holds.value = list.matches)
  list.addEventListener('change', follow)
  onBeforeUnmount(() => list.removeEventListener('change', follow))
  return holds
}
